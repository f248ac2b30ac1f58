import type {JsonObject} from '../../../src/domain/json.ts';
import type {StateCase} from './state-case.ts';

const SKIP = {'outrigger.dev/skip': 'true'};

/** Objects that are converted, or could be. */
const CONVERTIBLE: readonly StateCase[] = [
  {name: 'deployment', title: 'a Deployment', manifest: {fixture: 'deployment'}, state: 'converted', inits: ['log']},
  {name: 'statefulset', title: 'a StatefulSet', manifest: {fixture: 'statefulset'}, state: 'converted', inits: ['log']},
  {
    name: 'on-delete',
    title: 'a StatefulSet whose pods change when they are deleted',
    manifest: {fixture: 'statefulset-on-delete'},
    state: 'converted',
    inits: ['log'],
  },
  {name: 'daemonset', title: 'a DaemonSet', manifest: {fixture: 'daemonset'}, state: 'converted', inits: ['log']},
  {
    name: 'cronjob',
    title: 'a CronJob, which is watched until it has run',
    manifest: {fixture: 'cronjob'},
    state: 'rolling',
    inits: ['log'],
  },
  {
    name: 'init-containers',
    title: 'a Deployment with init containers, which its two sidecars come after',
    manifest: {fixture: 'deployment-init-container'},
    state: 'converted',
    inits: ['schema', 'seed', 'log', 'proxy'],
  },
  {
    name: 'kube-inject',
    title: 'a Deployment that istioctl kube-inject has written',
    manifest: {fixture: 'deployment-istio'},
    policy: {sidecars: [{profile: 'istio'}]},
    state: 'converted',
    inits: ['istio-proxy'],
  },
  {
    name: 'named-port',
    title: 'a Deployment with a Service that names the port of its sidecar (1.32 or newer)',
    manifest: {fixture: 'deployment-named-port'},
    state: 'converted',
    inits: ['log'],
  },
  {
    name: 'acknowledged',
    title: 'a DaemonSet with a host port that the policy acknowledges',
    manifest: {fixture: 'daemonset-host-port'},
    policy: {acknowledge: ['HostPort']},
    state: 'converted',
    inits: ['log'],
  },
  {
    name: 'template',
    title: 'a Deployment of kubectl apply that the policy takes all the same',
    manifest: {fixture: 'deployment'},
    by: 'Apply',
    policy: {...delivery('Template'), acknowledge: ['NeedsAdmission', 'ClientSideApply']},
    state: 'converted',
    inits: ['log'],
  },
];

const BLOCKED: readonly StateCase[] = [
  {name: 'job', title: 'a Job', manifest: {fixture: 'job'}, state: 'blocked', findings: ['NeedsAdmission']},
  {name: 'pod', title: 'a bare Pod', manifest: {fixture: 'pod'}, state: 'blocked', findings: ['NeedsAdmission']},
  {
    name: 'host-port',
    title: 'a DaemonSet with a host port',
    manifest: {fixture: 'daemonset-host-port'},
    state: 'blocked',
    findings: ['HostPort'],
  },
  {
    name: 'host-network',
    title: 'a Deployment in the network of its node',
    manifest: {fixture: 'deployment-host-network'},
    state: 'blocked',
    findings: ['HostPort'],
  },
  {
    name: 'mixed',
    title: 'a Deployment of which one sidecar could move and the other may not',
    manifest: {fixture: 'deployment-mixed'},
    state: 'blocked',
    findings: ['HostPort'],
  },
  {
    name: 'all-match',
    title: 'a Deployment all of whose containers match',
    manifest: {fixture: 'deployment'},
    policy: {sidecars: [{match: {images: ['registry.example/*']}}]},
    state: 'blocked',
    findings: ['NoMainContainer'],
  },
  {
    name: 'deadlock',
    title: 'a Deployment whose sidecar waits for the app',
    manifest: {fixture: 'deployment-deadlock'},
    state: 'blocked',
    findings: ['StartupDeadlock'],
  },
  {
    name: 'restart-rules',
    title: 'a Deployment whose sidecar has restart rules',
    manifest: {fixture: 'deployment-restart-rules'},
    state: 'blocked',
    findings: ['UnsupportedField'],
  },
  {
    name: 'failure-policy',
    title: 'a CronJob whose failure policy would judge its sidecar',
    manifest: {fixture: 'cronjob-failure-policy'},
    state: 'blocked',
    findings: ['PodFailurePolicy'],
  },
  {
    name: 'istio',
    title: 'a Deployment with an injected proxy, whose pods are injected again',
    manifest: {fixture: 'deployment-istio'},
    policy: {sidecars: [{match: {names: ['istio-proxy']}}]},
    namespaceLabels: {'istio-injection': 'enabled'},
    state: 'blocked',
    findings: ['InjectedProxy'],
  },
];

const OWNERS = [
  ['deployment-helm', 'a Deployment of Helm'],
  ['deployment-flux', 'a Deployment of Flux'],
  ['statefulset-argo-cd', 'a StatefulSet of Argo CD'],
] as const;

/** Others will write them again. */
const OWNED: readonly StateCase[] = [
  ...(['Apply', 'ServerSideApply'] as const).map(by => ({
    name: by === 'Apply' ? 'applied' : 'applied-by-server',
    title: `a Deployment of kubectl apply${by === 'Apply' ? '' : ' --server-side'}`,
    manifest: {fixture: 'deployment'},
    by,
    state: 'blocked' as const,
    findings: ['NeedsAdmission'] as const,
  })),
  ...OWNERS.map(([fixture, title]) => ({
    name: fixture,
    title,
    manifest: {fixture},
    state: 'blocked' as const,
    findings: ['NeedsAdmission'] as const,
  })),
  {
    name: 'controlled',
    title: 'a Deployment that a controller has made',
    manifest: {fixture: 'deployment-controlled'},
    state: 'blocked',
    findings: ['ControllerOwned'],
  },
];

const LEFT_ALONE: readonly StateCase[] = [
  {name: 'native', title: 'a Deployment that is native', manifest: {fixture: 'deployment-native'}, state: 'native'},
  {
    name: 'skipped',
    title: 'a Deployment with the label skip',
    manifest: {fixture: 'deployment-skipped'},
    state: 'skipped',
  },
  {
    name: 'template-skipped',
    title: 'a CronJob whose template has the label skip',
    manifest: {fixture: 'cronjob-template-skipped'},
    state: 'skipped',
  },
  {
    name: 'namespace-skipped',
    title: 'a StatefulSet in a namespace with the label skip',
    manifest: {fixture: 'statefulset'},
    namespaceLabels: SKIP,
    state: 'skipped',
  },
  {name: 'paused', title: 'a paused Deployment', manifest: {fixture: 'deployment-paused'}, state: 'pending'},
  {name: 'unhealthy', title: 'an unhealthy Deployment', manifest: {fixture: 'deployment-unhealthy'}, state: 'pending'},
  {
    name: 'pod-delivery',
    title: 'a Deployment whose pods are to be converted at creation, which is not available',
    manifest: {fixture: 'deployment'},
    policy: delivery('Pod'),
    state: 'pending',
  },
  {
    name: 'job-delivery',
    title: 'a Job whose pods are to be converted at creation, which is not available',
    manifest: {fixture: 'job'},
    policy: delivery('Pod'),
    state: 'pending',
  },
  {
    name: 'audit',
    title: 'a Deployment that is looked at only, with what would change',
    manifest: {fixture: 'deployment-readiness'},
    policy: {
      sidecars: [{match: {names: ['log']}, startup: {gate: 'Readiness'}}],
      conversion: {mode: 'Audit'},
    },
    state: 'pending',
    findings: ['GateFromReadiness', 'DefaultContainer'],
  },
  {
    name: 'suspended',
    title: 'a Deployment of a suspended policy',
    manifest: {fixture: 'deployment'},
    policy: {suspend: true},
    state: 'pending',
  },
  {name: 'off', title: 'a Deployment of a policy that is off', manifest: {fixture: 'deployment'}, policy: mode('Off')},
  {name: 'plain', title: 'a Deployment without a sidecar', manifest: {fixture: 'deployment-plain'}},
  {
    name: 'other-kind',
    title: 'a DaemonSet that the policy does not ask for',
    manifest: {fixture: 'daemonset'},
    policy: {target: {}},
  },
  {
    name: 'other-labels',
    title: 'a Deployment that the selector does not take',
    manifest: {fixture: 'deployment'},
    policy: {target: {selector: {matchExpressions: [{key: 'app', operator: 'NotIn', values: ['shop']}]}}},
  },
];

function delivery(value: string): JsonObject {
  const kinds = ['Deployment', 'StatefulSet', 'CronJob', 'Job'];
  return {target: {kinds}, conversion: {mode: 'Enforce', delivery: value}};
}

function mode(value: string): JsonObject {
  return {conversion: {mode: value}};
}

export const STATE_CASES: readonly StateCase[] = [...CONVERTIBLE, ...BLOCKED, ...OWNED, ...LEFT_ALONE];
