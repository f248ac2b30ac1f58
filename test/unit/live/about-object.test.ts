import assert from 'node:assert/strict';
import type {Verdict} from '../../../src/cli/verdict/verdict.ts';
import {judge} from '../../../src/cli/verdict/judge.ts';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {foundAs} from '../../../src/live/read/workloads.ts';
import {aboutObject} from '../../../src/live/why/about-object.ts';
import type {LooseEnd} from '../../../src/live/why/owner-chain.ts';
import {container, deployment, native, pod, podSpec, policy} from '../../support/builders.ts';

const CLASSIC = podSpec([container('app'), container('log')]);
const NATIVE = podSpec([container('app')], {initContainers: [native('log')]});
const KEYS = ['Pod/shop/web-1', 'ReplicaSet/shop/web-abc', 'Deployment/shop/web'];

/** What is said of a pod with one spec whose Deployment has another one. */
function about(podsSpec: JsonObject, template: JsonObject, end?: LooseEnd): readonly string[] {
  const object = deployment(template, {metadata: {name: 'web'}});
  const asked = {key: KEYS[0] ?? '', kind: 'Pod' as const, object: pod(podsSpec)};
  const root = {key: KEYS[2] ?? '', kind: 'Deployment' as const, object};
  const chain = {type: 'Found' as const, asked, root, names: KEYS, ...(end === undefined ? {} : {end})};
  return aboutObject(chain, verdictOn(object), []);
}

function verdictOn(object: JsonObject): Verdict {
  const workloads = [foundAs('Deployment', object, 'context test')];
  const gathered = {workloads, policies: [policy()], objects: [], problems: [], files: []};
  const [verdict] = judge(gathered, () => NO_FACTS);
  return verdict ?? assert.fail('no verdict');
}

describe('a pod that is asked about', () => {
  it('is said to belong to its workload', () => {
    assert.equal(
      about(CLASSIC, CLASSIC)[0],
      'Pod/shop/web-1 belongs to ReplicaSet/shop/web-abc, which belongs to Deployment/shop/web.',
    );
  });

  const cases = [
    {
      it: 'has a classic sidecar as its workload has',
      spec: CLASSIC,
      template: CLASSIC,
      says: 'In this pod log is a classic sidecar.',
    },
    {it: 'has a native one', spec: NATIVE, template: NATIVE, says: 'In this pod log is native.'},
    {
      it: 'is older than the conversion',
      spec: CLASSIC,
      template: NATIVE,
      says: 'In this pod log is a classic sidecar: it was created before its workload was changed.',
    },
    {
      it: 'has one that an injector has added',
      spec: podSpec([container('app'), container('fluent-bit')]),
      template: podSpec([container('app')]),
      says: 'In this pod fluent-bit is a classic sidecar: the workload does not have it, so something has added it to the pod.',
    },
  ];
  for (const {it: title, spec, template, says} of cases) {
    it(`is told where it ${title}`, () =>
      assert.ok(about(spec, template).includes(says), about(spec, template).join('\n')));
  }

  it('is told what it belongs to where that cannot be followed', () => {
    const end = {name: 'Rollout/shop/web', why: 'Unknown' as const};
    assert.match(
      about(CLASSIC, CLASSIC, end)[1] ?? '',
      /^Rollout\/shop\/web is of a kind that Outrigger does not follow/,
    );
  });
});
