import {LOG_FORMATS, LOG_LEVELS} from '../telemetry/logger.ts';
import {parseAddress} from '../telemetry/http.ts';
import {bool, dnsLabel, numberIn, oneOf, textValue} from './option.ts';

/** What `--admission` takes. */
export const ADMISSIONS = ['auto', 'off'] as const;
export type Admission = (typeof ADMISSIONS)[number];

/** Every setting of `run`, in the order of the help. */
export const OPTIONS = {
  kubeconfig: {
    flag: 'kubeconfig',
    placeholder: 'FILE',
    help: 'The cluster to work on. Without it: the ServiceAccount when this runs in a pod, else $KUBECONFIG, else ~/.kube/config.',
    parse: textValue,
  },
  context: {
    flag: 'context',
    placeholder: 'NAME',
    help: "The kubeconfig's context. Without it: its current one.",
    parse: textValue,
  },
  namespace: {
    flag: 'namespace',
    placeholder: 'NAME',
    help: 'Look at this namespace only; ClusterSidecarPolicies are then left alone. Without it: at all of them.',
    parse: dnsLabel,
  },
  leaderElect: {
    flag: 'leader-elect',
    help: 'Work only while holding the Lease "outrigger", so that of several Outriggers one works and the others wait. Default: true; false with --namespace; with --dry-run there is nothing to take turns at.',
    parse: bool,
  },
  leaderElectionNamespace: {
    flag: 'leader-election-namespace',
    placeholder: 'NAME',
    help: "Where the Lease is. Without it: the namespace of --namespace, else the pod's own, else outrigger-system.",
    parse: dnsLabel,
  },
  leaseDuration: {
    flag: 'lease-duration',
    placeholder: 'SECONDS',
    default: '4',
    help: 'After how long without a renewal others take the Lease (2 to 60). It is renewed four times as often; the leader stops writing after three quarters.',
    parse: numberIn({from: 2, to: 60, step: 'whole'}),
  },
  metricsAddress: {
    flag: 'metrics-address',
    placeholder: 'HOST:PORT',
    default: ':8080',
    help: 'Where /metrics, /healthz and /readyz are served; :PORT means every address of the machine.',
    parse: (text: string): string => {
      parseAddress(text);
      return text;
    },
  },
  admission: {
    flag: 'admission',
    placeholder: ADMISSIONS.join('|'),
    default: 'auto',
    help: 'auto: have pods converted when they are created, where the API server can do that (Kubernetes 1.36) and Outrigger may write MutatingAdmissionPolicies. off: never; what it has written before is left alone.',
    parse: oneOf(ADMISSIONS),
  },
  workers: {
    flag: 'workers',
    placeholder: 'N',
    default: '16',
    help: 'How many workloads are worked on at the same time (1 to 48). How many roll at the same time is for the policy to say.',
    parse: numberIn({from: 1, to: 48, step: 'whole'}),
  },
  finalizeRate: {
    flag: 'finalize-rate',
    placeholder: 'N',
    default: '5',
    help: 'How many stuck Job pods are finished each second at the most (0.1 to 100).',
    parse: numberIn({from: 0.1, to: 100, step: 'any'}),
  },
  dryRun: {
    flag: 'dry-run',
    default: 'false',
    help: 'Decide and log everything, change no workload. The API server checks each change without storing it.',
    parse: bool,
  },
  logFormat: {
    flag: 'log-format',
    placeholder: LOG_FORMATS.join('|'),
    help: 'json: one object a line. pretty: for people. Without it: pretty at a terminal, else json.',
    parse: oneOf(LOG_FORMATS),
  },
  logLevel: {
    flag: 'log-level',
    placeholder: LOG_LEVELS.join('|'),
    default: 'info',
    help: 'The least important lines that are still written.',
    parse: oneOf(LOG_LEVELS),
  },
} as const;
