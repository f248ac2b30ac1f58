import {LOG_FORMATS, LOG_LEVELS} from '../telemetry/logger.ts';
import {parseAddress} from '../telemetry/http.ts';
import {bool, dnsLabel, hostList, numberIn, oneOf, textValue} from './option.ts';

/** What `--admission` takes. */
export const ADMISSIONS = ['auto', 'policy', 'webhook', 'off'] as const;
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
    help: 'How objects are changed on their way into the cluster. policy: by MutatingAdmissionPolicies. webhook: by the webhook of config/webhook. auto: by policies where the API server has them (Kubernetes 1.36), else by the webhook. off: not at all.',
    parse: oneOf(ADMISSIONS),
  },
  webhookAddress: {
    flag: 'webhook-address',
    placeholder: 'HOST:PORT',
    default: ':9443',
    help: 'Where the webhook is served, by every replica; :PORT means every address of the machine.',
    parse: (text: string): string => {
      parseAddress(text);
      return text;
    },
  },
  webhookCertDir: {
    flag: 'webhook-cert-dir',
    placeholder: 'FOLDER',
    help: 'Where tls.crt and tls.key of the webhook are, and ca.crt of who vouches for them; read again when they change. Without it: the Secret outrigger-webhook, which Outrigger fills and renews.',
    parse: textValue,
  },
  webhookHosts: {
    flag: 'webhook-hosts',
    placeholder: 'NAMES',
    help: 'More names and IP addresses, by commas, under which the API server reaches the webhook. Without it: those of its Service.',
    parse: hostList,
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
