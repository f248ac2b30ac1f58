import {ACKNOWLEDGEABLE_CODES} from '../../../src/api/acknowledge.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {PolicyCase} from './policy-case.ts';

const sidecars = [{profile: 'fluent-bit'}];
const probe = (fields: JsonObject): JsonObject => ({
  sidecars: [{match: {names: ['proxy']}, startup: {gate: 'Probe', probe: fields}}],
});

/** Policies that the API server must take, odd as they may look. */
export const GOOD_POLICIES: readonly PolicyCase[] = [
  {title: 'one profile and nothing else', spec: {sidecars}},
  {title: 'a name of 63 characters', name: 'a'.repeat(63), spec: {sidecars}},
  {
    title: 'every field at its upper bound',
    spec: {
      target: {
        kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'Pod'],
        selector: {
          matchLabels: Object.fromEntries(numbered(16).map(n => [`${'p'.repeat(200)}.example/k${n}`, 'v'.repeat(63)])),
          matchExpressions: numbered(16).map(n => ({
            key: `e${n}`,
            operator: 'NotIn',
            values: numbered(32).map(v => `v${v}`),
          })),
        },
      },
      sidecars: numbered(32).map(n => ({
        profile: `${'p'.repeat(60)}${n}`,
        match: {
          names: numbered(16).map(g => `*${'a?'.repeat(28)}${g}*`),
          images: numbered(16).map(g => `*/${'*b'.repeat(120)}/c${g}`),
        },
        position: 'BeforeInit',
        startup: {gate: 'Readiness', timeoutSeconds: 3600},
        preStop: 'Remove',
      })),
      conversion: {
        mode: 'Enforce',
        rollout: {maxConcurrent: 1000, progressDeadlineSeconds: 86_400, maxFailures: 100, restartPods: true},
        onDelete: 'Revert',
      },
      jobs: {mode: 'Enforce', waitSeconds: 3600, backlog: 'Enforce'},
      suspend: true,
    },
  },
  {
    title: 'every acknowledgement that there is',
    spec: {sidecars, acknowledge: ACKNOWLEDGEABLE_CODES},
  },
  {
    title: 'globs that tease a backtracking matcher, and images with port, tag and digest',
    spec: {
      sidecars: [
        {match: {names: ['*a*a*a*a*a*b', '?-*'], images: ['Registry.example:5000/log:*', '*@sha256:0*', '**/log:v1?']}},
      ],
    },
  },
  {
    title: 'the same profile once by itself and twice with a match',
    spec: {
      sidecars: [
        {profile: 'envoy', match: {names: ['edge']}},
        {profile: 'envoy', match: {images: ['mirror.example/envoy']}},
        {profile: 'envoy'},
      ],
    },
  },
  {
    title: 'an HTTP probe by port name with headers',
    spec: probe({
      httpGet: {port: 'http-admin', path: '/ready?full=1', scheme: 'HTTPS', httpHeaders: [{name: 'Host', value: 'a'}]},
      failureThreshold: 600,
      periodSeconds: 1,
      timeoutSeconds: 2,
      initialDelaySeconds: 0,
      successThreshold: 1,
    }),
  },
  {title: 'a TCP probe', spec: probe({tcpSocket: {port: 65_535}})},
  {
    title: 'a command with a shell in it',
    spec: probe({exec: {command: ['sh', '-c', 'test -S /run/"proxy".sock # ${x}']}}),
  },
  {title: 'a gRPC probe', spec: probe({grpc: {port: 50_051, service: 'liveness'}})},
  {title: 'a percentage', spec: {sidecars, conversion: {rollout: {maxConcurrent: '10%'}}}},
  {
    title: 'a short deadline where no gate is longer',
    spec: {
      sidecars: [
        {profile: 'fluent-bit'},
        {match: {names: ['a']}, startup: {}},
        {match: {names: ['b']}, startup: {gate: 'Auto'}},
        {match: {names: ['c']}, startup: {gate: 'None'}},
        {match: {names: ['d']}, startup: {gate: 'Readiness', timeoutSeconds: 10}},
        {match: {names: ['e']}, startup: {gate: 'Probe', probe: {tcpSocket: {port: 80}, failureThreshold: 10}}},
      ],
      conversion: {rollout: {progressDeadlineSeconds: 10}},
    },
  },
  {
    title: 'a deadline of the default timeout',
    spec: {
      sidecars: [{match: {names: ['a']}, startup: {gate: 'Readiness'}}],
      conversion: {rollout: {progressDeadlineSeconds: 120}},
    },
  },
  {
    title: 'a selector for everything, and null for what is unset',
    spec: {sidecars, target: {selector: {}}, jobs: null},
  },
  {title: 'only Jobs, with conversion Off', spec: {sidecars, conversion: {mode: 'Off'}, jobs: {mode: 'Enforce'}}},
  {title: 'DaemonSets alone', spec: {sidecars, target: {kinds: ['DaemonSet']}}},
  {
    title: 'a cluster policy for namespaces by label',
    kind: 'ClusterSidecarPolicy',
    spec: {sidecars, target: {namespaceSelector: {matchLabels: {'outrigger.dev/team': 'shop'}}}},
  },
  {
    title: 'a cluster policy for the whole cluster, said in so many words',
    kind: 'ClusterSidecarPolicy',
    spec: {
      sidecars,
      target: {namespaceSelector: {matchExpressions: [{key: 'kubernetes.io/metadata.name', operator: 'Exists'}]}},
    },
  },
];

function numbered(count: number): readonly number[] {
  return Array.from({length: count}, (_, index) => index);
}
