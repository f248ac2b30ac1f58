import assert from 'node:assert/strict';
import fc from 'fast-check';
import {compilePodPolicy} from '../../../src/admission/pods/compile.ts';
import type {Exclusion} from '../../../src/admission/pods/unit.ts';
import {unitsOf} from '../../../src/admission/pods/units.ts';
import {ACKNOWLEDGEABLE_CODES} from '../../../src/api/acknowledge.ts';
import {RECORD_ANNOTATION} from '../../../src/api/constants.ts';
import {CATALOG} from '../../../src/domain/catalog/catalog.ts';
import {NO_FACTS, type Facts} from '../../../src/domain/facts.ts';
import {isObject, objectAt, objectsAt, stringAt, stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import {planPod} from '../../../src/domain/pods/plan-pod.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {parseRecord} from '../../../src/domain/record.ts';
import {isWorkloadKind, workloadOf, type WorkloadKind} from '../../../src/domain/workload.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import {policy, rule} from '../../support/builders.ts';
import {Admin} from '../../support/kube-client.ts';
import {createdPod} from '../../support/pod-arbitraries.ts';
import {exclusionsIn, isExcluded} from '../../support/pod-exclusion-arbitraries.ts';
import {podPolicies} from '../../support/pod-policy-arbitraries.ts';
import {manifestObjects} from '../../support/published-manifests.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {corpusMissing} from '../loop/corpus.ts';
import {AdmissionPolicies, type PolicyAndBinding} from './admission-policies.ts';

const UNITS = 12;
const PODS = 1200;
/** Of these at least so many are such that the API server takes them, so that something can be compared. */
const COMPARED = 1000;
/** Without any policy. */
const PLAIN = 'admission-pods-plain';

/** `excluded`: it would be converted, were it not of a workload whose pods must stay. */
type Outcome = 'converted' | 'excluded' | 'untouched' | 'refused';

const NONE: Readonly<Record<Outcome, number>> = {converted: 0, excluded: 0, untouched: 0, refused: 0};

/** A namespace with policies, and what of it decides. */
interface Stage {
  readonly namespace: string;
  readonly policies: readonly Policy[];
  readonly exclusions: readonly Exclusion[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

function stage(namespace: string): fc.Arbitrary<Stage> {
  return fc.record({
    namespace: fc.constant(namespace),
    policies: podPolicies(namespace),
    exclusions: exclusionsIn(namespace),
    labels: fc.constantFrom({}, {team: 'a'}, {team: 'b', 'istio-injection': 'enabled'}),
    annotations: fc.constantFrom({}, {'linkerd.io/inject': 'enabled'}),
  });
}

function factsOf({labels, annotations, namespace}: Stage): Facts {
  return {
    ...NO_FACTS,
    server: {major: 1, minor: 36},
    namespaceLabels: {...labels, 'kubernetes.io/metadata.name': namespace},
    namespaceAnnotations: annotations,
    admission: {pods: true, templates: true},
  };
}

function compiled({policies, exclusions, namespace}: Stage): PolicyAndBinding {
  const unit = unitsOf(policies, exclusions).find(
    ({scope}) => scope.type === 'Namespace' && scope.namespace === namespace,
  );
  const result = compilePodPolicy(unit ?? assert.fail('no unit'));
  return result.type === 'Compiled' ? result : assert.fail(JSON.stringify(result.findings));
}

/** Rules for every product of the catalog and for what the published manifests have besides; with and without findings. */
const PUBLISHED: readonly Stage[] = [[], ACKNOWLEDGEABLE_CODES].map((acknowledge, index) => {
  const namespace = `admission-published-${index}`;
  const sidecars = [rule({names: ['server', '*-proxy', 'collector']}), ...CATALOG.map(({id}) => rule({profile: id}))];
  return {
    namespace,
    policies: [policy({namespace, key: `${namespace}/all`, sidecars, acknowledge})],
    exclusions: [],
    labels: {},
    annotations: {},
  };
});

describe('compiled pod policies', function () {
  this.timeout(300_000);
  let admin: Admin;
  let admission: AdmissionPolicies;
  let stages: readonly Stage[];

  before(async () => {
    admin = new Admin(await sharedCluster());
    admission = new AdmissionPolicies(admin, 'admission-pods-canary');
    await admission.open();
    stages = Array.from({length: UNITS}, (_, index) => fc.sample(stage(`admission-pods-${index}`), 1)[0]).flatMap(
      one => one ?? [],
    );
    await admin.create('Namespace', undefined, {metadata: {name: PLAIN}});
    for (const {namespace, labels, annotations} of [...stages, ...PUBLISHED]) {
      await admin.create('Namespace', undefined, {metadata: {name: namespace, labels, annotations}});
    }
    await admission.apply([...stages, ...PUBLISHED].map(compiled));
  });

  after(async () => {
    await admission.close();
    for (const name of [PLAIN, ...[...stages, ...PUBLISHED].map(({namespace}) => namespace)]) {
      await admin.delete('Namespace', undefined, name);
    }
    await admin.close();
  });

  /** The pod as the server would store it, or the status with which it refuses it. */
  async function created(namespace: string, pod: JsonObject): Promise<JsonObject | number> {
    try {
      return await admission.dryRun(namespace, pod);
    } catch (error) {
      if (error instanceof ApiError) return error.status;
      throw error;
    }
  }

  /** What the pod must become: the plan, with the server's defaults. `refused`: the server does not take it at all. */
  async function expected(pod: JsonObject, on: Stage): Promise<{outcome: Outcome; want: JsonObject | number}> {
    const seen = await created(
      PLAIN,
      withNames(pod, name => `${name}${COPY}`),
    );
    if (typeof seen === 'number') return {outcome: 'refused', want: seen};
    const original = withNames(seen, name => name.replace(COPY, ''));
    const here = {...original, metadata: {...objectAt(original, 'metadata'), namespace: on.namespace}};
    const planned = planPod(here, on.policies, factsOf(on));
    if (planned === undefined) return {outcome: 'untouched', want: await created(PLAIN, pod)};
    if (isExcluded(here, on.exclusions)) return {outcome: 'excluded', want: await created(PLAIN, pod)};
    const metadata = objectAt(pod, 'metadata');
    const annotations = {...stringMapAt(metadata, 'annotations'), ...planned.annotations};
    return {
      outcome: 'converted',
      want: await created(PLAIN, {spec: planned.spec, metadata: {...metadata, annotations}}),
    };
  }

  async function compare(pod: JsonObject, on: Stage): Promise<Outcome> {
    const {outcome, want} = await expected(pod, on);
    const got = await created(on.namespace, pod);
    // What is wrong in itself may become right by a conversion; only it must not become an error of the server's.
    if (outcome === 'refused') assert.notEqual(got, 500);
    else
      assert.deepEqual(visible(got), visible(want), JSON.stringify({policies: on.policies, exclusions: on.exclusions}));
    return outcome;
  }

  it(`do to ${PODS} pods exactly what planPod says`, async () => {
    const seen = {...NONE};
    await fc.assert(
      fc.asyncProperty(fc.nat({max: UNITS - 1}), createdPod(), async (index, pod) => {
        const on = stages[index] ?? assert.fail('no stage');
        seen[await compare(pod, on)]++;
      }),
      {numRuns: PODS, endOnFailure: true},
    );
    // How many are converted hangs on a dozen policies: half of the runs have 200, some not half of that.
    assert.ok(seen.converted > PODS / 60 && seen.untouched > PODS / 10 && seen.excluded > 0, JSON.stringify(seen));
    assert.ok(seen.converted + seen.excluded + seen.untouched >= COMPARED, JSON.stringify(seen));
  });

  for (const on of PUBLISHED) {
    const findings = on.policies[0]?.acknowledge.length === 0 ? 'findings' : 'all findings acknowledged';
    it(`do the same to the pods of all manifests that there are, with ${findings}`, async () => {
      const seen = {...NONE};
      for (const pod of podsOfManifests()) seen[await compare(pod, on)]++;
      assert.ok(seen.converted > 5 && seen.refused === 0, JSON.stringify(seen));
    });
    if (corpusMissing !== undefined)
      it(`do so to those that others have published, with ${findings} (skipped: ${corpusMissing})`);
  }
});

/** As their controllers would create them, without what this cluster lacks. */
function podsOfManifests(): readonly JsonObject[] {
  return manifestObjects().flatMap(object => {
    const kind = stringAt(object, 'kind') ?? '';
    if (!isWorkloadKind(kind)) return [];
    const {metadata, spec} = workloadOf(kind, object).template;
    // A template of Helm's, which is no manifest yet.
    if (objectsAt(spec, 'containers').some(one => isObject(one['image']))) return [];
    const {serviceAccountName: _, serviceAccount: __, ...rest} = spec;
    const labels = {...stringMapAt(metadata, 'labels'), 'pod-template-hash': '5c9'};
    const annotations = stringMapAt(metadata, 'annotations');
    const owner = OWNERS[kind];
    const ownerReferences = owner === undefined ? [] : [{...owner, uid: 'a', controller: true}];
    return [
      {
        metadata: {name: 'shop', labels, annotations, ownerReferences},
        spec: {...rest, automountServiceAccountToken: false},
      },
    ];
  });
}

const OWNERS: Partial<Record<WorkloadKind, JsonObject>> = {
  Deployment: {apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'shop-5c9'},
  StatefulSet: {apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'shop'},
  DaemonSet: {apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'shop'},
  CronJob: {apiVersion: 'batch/v1', kind: 'Job', name: 'shop-1'},
  Job: {apiVersion: 'batch/v1', kind: 'Job', name: 'shop'},
};

const COPY = '-copy';

/**
 * The pod with other names for those init containers that are called like one of `containers`: the server refuses such a
 * pod unless a policy puts it right, and would not show what its defaults make of it.
 */
function withNames(pod: JsonObject, rename: (name: string) => string): JsonObject {
  const spec = objectAt(pod, 'spec');
  const taken = new Set(objectsAt(spec, 'containers').map(one => stringAt(one, 'name')));
  const inits = objectsAt(spec, 'initContainers').map(one => {
    const name = stringAt(one, 'name') ?? '';
    return taken.has(name.replace(COPY, '')) ? {...one, name: rename(name)} : one;
  });
  return inits.length === 0 ? pod : {...pod, spec: {...spec, initContainers: inits}};
}

/** What the two may not differ in; a record is compared as what it says. */
function visible(pod: JsonObject | number) {
  if (typeof pod === 'number') return pod;
  const metadata = objectAt(pod, 'metadata');
  const {[RECORD_ANNOTATION]: record = '', ...annotations} = stringMapAt(metadata, 'annotations');
  return {spec: pod['spec'], labels: metadata['labels'], annotations, record: parseRecord(record)};
}
