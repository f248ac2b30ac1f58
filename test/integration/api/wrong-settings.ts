import type {JsonObject} from '../../../src/domain/json.ts';
import type {WrongPolicy} from './policy-case.ts';

const sidecars = [{profile: 'fluent-bit'}];
const target = (fields: JsonObject): JsonObject => ({sidecars, target: fields});
const expression = (fields: JsonObject): JsonObject => target({selector: {matchExpressions: [fields]}});

/** What can be wrong with everything but `spec.sidecars`. */
export const WRONG_SETTINGS: readonly WrongPolicy[] = [
  {
    title: 'a name that is too long for labels and metrics',
    name: 'a'.repeat(64),
    spec: {sidecars},
    field: 'metadata.name',
    says: 'choose a shorter name',
  },
  {
    title: 'a kind that has no pods of its own to convert',
    spec: target({kinds: ['Deployment', 'ReplicaSet']}),
    field: 'spec.target.kinds[1]',
    says: 'supported values: "Deployment"',
  },
  {
    title: 'a kind twice',
    spec: target({kinds: ['Deployment', 'Deployment']}),
    field: 'spec.target.kinds[1]',
    says: 'Duplicate value',
  },
  {title: 'no kinds', spec: target({kinds: []}), field: 'spec.target.kinds', says: 'at least 1 items'},
  {
    title: 'CronJob without Job',
    spec: target({kinds: ['CronJob']}),
    field: 'spec.target.kinds',
    says: 'must list both Job and CronJob, or neither',
  },
  {
    title: 'a selector with a label that a Deployment adds to pods',
    spec: target({selector: {matchLabels: {app: 'shop', 'pod-template-hash': 'abc'}}}),
    field: 'spec.target.selector.matchLabels',
    says: 'select by a label that is written in the template',
  },
  {
    title: 'a selector expression with a label that a Job adds to pods',
    spec: expression({key: 'batch.kubernetes.io/job-name', operator: 'Exists'}),
    field: 'spec.target.selector.matchExpressions[0].key',
    says: 'select by a label that is written in the template',
  },
  {
    title: 'a label key that cannot exist',
    spec: target({selector: {matchLabels: {'a/b/c': 'd'}}}),
    field: 'spec.target.selector.matchLabels',
    says: 'write it as name or prefix/name',
  },
  {
    title: 'a label value that cannot exist',
    spec: target({selector: {matchLabels: {app: 'a b'}}}),
    field: 'spec.target.selector.matchLabels.app',
    says: 'should match',
  },
  {
    title: 'an unknown selector operator',
    spec: expression({key: 'app', operator: 'Equals', values: ['shop']}),
    field: 'spec.target.selector.matchExpressions[0].operator',
    says: 'supported values: "In", "NotIn", "Exists", "DoesNotExist"',
  },
  {
    title: 'operator In without values',
    spec: expression({key: 'app', operator: 'In'}),
    field: 'spec.target.selector.matchExpressions[0].values',
    says: 'list the values, or use Exists or DoesNotExist',
  },
  {
    title: 'operator Exists with values',
    spec: expression({key: 'app', operator: 'Exists', values: ['shop']}),
    field: 'spec.target.selector.matchExpressions[0].values',
    says: 'remove values, or use In or NotIn',
  },
  {
    title: 'an unknown mode',
    spec: {sidecars, conversion: {mode: 'DryRun'}},
    field: 'spec.conversion.mode',
    says: 'supported values: "Off", "Audit", "Enforce"',
  },
  {
    title: 'Template for bare Pods',
    spec: {sidecars, target: {kinds: ['Pod']}, conversion: {delivery: 'Template'}},
    field: 'spec.conversion.delivery',
    says: 'use Auto or Pod, or take Pod out of target.kinds',
  },
  {
    title: 'a rollout of no workload at a time',
    spec: {sidecars, conversion: {rollout: {maxConcurrent: 0}}},
    field: 'spec.conversion.rollout.maxConcurrent',
    says: 'set suspend to true',
  },
  {
    title: 'a percentage over 100',
    spec: {sidecars, conversion: {rollout: {maxConcurrent: '101%'}}},
    field: 'spec.conversion.rollout.maxConcurrent',
    says: 'a percentage from "1%" to "100%"',
  },
  {
    title: 'a number as text',
    spec: {sidecars, conversion: {rollout: {maxConcurrent: '5'}}},
    field: 'spec.conversion.rollout.maxConcurrent',
    says: 'must be a number from 1 to 1000',
  },
  {
    title: 'a deadline shorter than a gate may take',
    spec: {
      sidecars: [{profile: 'envoy', startup: {timeoutSeconds: 90}}],
      conversion: {rollout: {progressDeadlineSeconds: 60}},
    },
    field: 'spec.conversion.rollout.progressDeadlineSeconds',
    says: 'raise the deadline or lower the timeout',
  },
  ...[{gate: 'Readiness'}, {gate: 'Probe', probe: {tcpSocket: {port: 80}}}].map(startup => ({
    title: `a deadline shorter than the default timeout of gate ${startup.gate}`,
    spec: {sidecars: [{profile: 'envoy', startup}], conversion: {rollout: {progressDeadlineSeconds: 119}}},
    field: 'spec.conversion.rollout.progressDeadlineSeconds',
    says: '120 where a gate Readiness or Probe does not set it',
  })),
  {
    title: 'a policy that may fail without end',
    spec: {sidecars, conversion: {rollout: {maxFailures: 0}}},
    field: 'spec.conversion.rollout.maxFailures',
    says: 'greater than or equal to 1',
  },
  {
    title: 'finishing Jobs while the target leaves Jobs out',
    spec: {...target({kinds: ['Deployment']}), jobs: {mode: 'Enforce'}},
    field: 'spec.jobs.mode',
    says: 'add Job and CronJob to target.kinds',
  },
  {
    title: 'a wait that is longer than an hour',
    spec: {sidecars, jobs: {waitSeconds: 86_400}},
    field: 'spec.jobs.waitSeconds',
    says: 'less than or equal to 3600',
  },
  {
    title: 'backlog Off',
    spec: {sidecars, jobs: {backlog: 'Off'}},
    field: 'spec.jobs.backlog',
    says: 'supported values: "Audit", "Enforce"',
  },
  {
    title: 'acknowledging a code that does not exist',
    spec: {sidecars, acknowledge: ['hostPort']},
    field: 'spec.acknowledge[0]',
    says: 'supported values: "NodeTooOld"',
  },
  {
    title: 'acknowledging what no acknowledgement can help',
    spec: {sidecars, acknowledge: ['NoMainContainer']},
    field: 'spec.acknowledge[0]',
    says: 'Unsupported value: "NoMainContainer"',
  },
  {
    title: 'acknowledging twice',
    spec: {sidecars, acknowledge: ['HostPort', 'HostPort']},
    field: 'spec.acknowledge[1]',
    says: 'Duplicate value',
  },
  {
    title: 'a misspelled field',
    spec: {sidecars, suspended: true},
    field: 'spec.suspended',
    says: 'unknown field',
  },
  {
    title: 'a namespaceSelector in a namespaced policy',
    spec: target({namespaceSelector: {matchLabels: {team: 'shop'}}}),
    field: 'spec.target.namespaceSelector',
    says: 'unknown field',
  },
  {
    title: 'a cluster policy without a target',
    kind: 'ClusterSidecarPolicy',
    spec: {sidecars},
    field: 'spec.target',
    says: 'Required value',
  },
  {
    title: 'a cluster policy without a namespaceSelector',
    kind: 'ClusterSidecarPolicy',
    spec: target({}),
    field: 'spec.target.namespaceSelector',
    says: 'Required value',
  },
  {
    title: 'a cluster policy that would select the whole cluster by an empty selector',
    kind: 'ClusterSidecarPolicy',
    spec: target({namespaceSelector: {}}),
    field: 'spec.target.namespaceSelector',
    says: 'operator: Exists',
  },
];
