import assert from 'node:assert/strict';
import {exclusionOf} from '../../../../src/admission/pods/exclusion-of.ts';
import type {Exclusion} from '../../../../src/admission/pods/unit.ts';
import {SKIP_LABEL} from '../../../../src/api/constants.ts';
import type {WorkloadState} from '../../../../src/api/reasons.ts';
import {NO_FACTS, type Facts} from '../../../../src/domain/facts.ts';
import type {Policy} from '../../../../src/domain/policy.ts';
import {workloadOf, type WorkloadKind} from '../../../../src/domain/workload.ts';
import {container, native, objectOf, podSpec, policy, type ObjectFields} from '../../../support/builders.ts';

interface Case {
  readonly says: string;
  readonly kind?: WorkloadKind;
  readonly object?: ObjectFields;
  readonly spec?: ReturnType<typeof podSpec>;
  readonly delivery?: Policy['conversion']['delivery'];
  readonly policy?: Partial<Policy>;
  readonly state?: WorkloadState;
  readonly facts?: Partial<Facts>;
  readonly left?: Exclusion;
}

const WEB: Exclusion = {namespace: 'shop', kind: 'Deployment', workload: 'shop'};
const OLD_NODE = {name: 'old', kubeletVersion: 'v1.28.0', labels: {}, taints: []};
const HOST_PORT = podSpec([container('app'), container('log', {ports: [{containerPort: 80, hostPort: 80}]})]);
const APPLIED = {metadata: {annotations: {'kubectl.kubernetes.io/last-applied-configuration': '{}'}}};
const SKIPPED = {labels: {[SKIP_LABEL]: 'true'}};

const CASES: readonly Case[] = [
  {says: 'what is converted when its pods are created', delivery: 'Pod'},
  {says: 'what a tool applies, under Auto', object: APPLIED},
  {says: 'what is nobody’s, under Auto, whose template is to be converted', left: WEB},
  {says: 'nothing where the policy converts templates alone', delivery: 'Template', state: 'failed'},
  {
    says: 'a CronJob whose template is to be converted by a policy that takes pods of Jobs as well',
    kind: 'CronJob',
    delivery: 'Template',
    left: {namespace: 'shop', kind: 'Job', labels: {app: 'shop'}},
  },
  {
    says: 'what rolls with a converted template, and may have to be put back',
    spec: podSpec([container('app')], {initContainers: [native('log')]}),
    object: {metadata: {annotations: {'outrigger.dev/record': '[{"n":"log","i":1}]'}}},
    state: 'rolling',
    left: WEB,
  },
  {says: 'what is native already', spec: podSpec([container('app')])},
  {says: 'what has failed, whatever its template is now', delivery: 'Pod', state: 'failed', left: WEB},
  {says: 'what has the skip label itself', delivery: 'Pod', object: {metadata: SKIPPED}, state: 'skipped', left: WEB},
  {says: 'what has the skip label in its template, as its pods show', object: {template: SKIPPED}, state: 'skipped'},
  {
    says: 'what is in a namespace with the skip label, which the binding asks for',
    facts: {namespaceLabels: {[SKIP_LABEL]: 'true'}},
    state: 'skipped',
  },
  {
    says: 'what is blocked by nodes, which no pod shows',
    delivery: 'Pod',
    state: 'blocked',
    facts: {nodes: [OLD_NODE]},
    left: WEB,
  },
  {
    says: 'what would be, with a policy that is suspended: it may go on',
    delivery: 'Pod',
    state: 'blocked',
    facts: {nodes: [OLD_NODE]},
    policy: {suspend: true},
    left: WEB,
  },
  {says: 'what is blocked by what its pods show', delivery: 'Pod', state: 'blocked', spec: HOST_PORT},
  {says: 'what is blocked as a stored template alone', object: APPLIED, state: 'blocked'},
  {
    says: 'a Job by its labels, without those of this one',
    kind: 'Job',
    object: {template: {labels: {app: 'shop', 'controller-uid': 'a', 'batch.kubernetes.io/job-name': 'shop'}}},
    state: 'failed',
    left: {namespace: 'shop', kind: 'Job', labels: {app: 'shop'}},
  },
  {
    says: 'a Job without labels by its name',
    kind: 'Job',
    object: {template: {labels: {}}},
    state: 'failed',
    left: {namespace: 'shop', kind: 'Job', workload: 'shop'},
  },
  {
    says: 'a CronJob without labels by its name',
    kind: 'CronJob',
    object: {template: {labels: {}}},
    state: 'failed',
    left: {namespace: 'shop', kind: 'Job', cronJob: 'shop'},
  },
];

describe('what a pod policy leaves out', () => {
  for (const {says, left, ...one} of CASES) {
    it(`${left === undefined ? 'is not' : 'is'} ${says}`, () => {
      const {kind = 'Deployment', spec = podSpec(), object = {}, state = 'pending', delivery = 'Auto'} = one;
      const governing = policy(one.policy);
      const exclusion = exclusionOf({
        workload: workloadOf(kind, objectOf(kind, spec, object)),
        policy: {...governing, conversion: {...governing.conversion, delivery}},
        outcome: {state},
        facts: {...NO_FACTS, server: {major: 1, minor: 36}, ...one.facts},
      });
      assert.deepEqual(exclusion, left);
    });
  }
});
