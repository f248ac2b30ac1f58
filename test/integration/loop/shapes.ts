import type {JsonObject} from '../../../src/domain/json.ts';
import {container, podSpec} from '../../support/builders.ts';

/** A pod template and rules that convert it; together they use everything that a conversion can change. */
export interface Shape {
  readonly title: string;
  readonly spec: JsonObject;
  /** `spec.sidecars` of a policy. */
  readonly sidecars: readonly JsonObject[];
}

const http = (path: string, more: JsonObject = {}): JsonObject => ({httpGet: {path, port: 9000}, ...more});

export const SHAPES: readonly Shape[] = [
  {
    title: 'two sidecars around the app, and init containers',
    spec: podSpec([container('log'), container('app'), container('proxy')], {
      initContainers: [container('schema'), container('seed')],
    }),
    sidecars: [{match: {names: ['log']}}, {match: {images: ['registry.example/proxy']}, position: 'BeforeInit'}],
  },
  {
    title: 'a probe in place of its own, and hooks that are dropped',
    spec: podSpec([
      container('app'),
      container('log', {
        startupProbe: http('/mine', {failureThreshold: 7}),
        lifecycle: {preStop: {exec: {command: ['sh', '-c', 'sleep 5']}}, postStart: {exec: {command: ['true']}}},
      }),
      container('proxy', {
        lifecycle: {preStop: {exec: {command: ['sh', '-c', 'for i in {1..3}; do echo "$i"; done']}}},
      }),
    ]),
    sidecars: [
      {match: {names: ['log']}, startup: {gate: 'Probe', probe: http('/ready')}},
      {match: {names: ['proxy']}, preStop: 'Remove'},
    ],
  },
  {
    title: 'gates that are derived',
    spec: podSpec([
      container('app', {ports: [{containerPort: 8080}]}),
      container('log', {readinessProbe: http('/ready', {periodSeconds: 3, timeoutSeconds: 2})}),
      container('sql', {
        image: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1',
        args: ['--health-check', '--http-address=0.0.0.0', 'project:region:instance'],
      }),
    ]),
    sidecars: [{match: {names: ['log']}, startup: {gate: 'Readiness'}}, {profile: 'cloud-sql-proxy'}],
  },
  {
    title: 'many fields that are none of its business',
    spec: podSpec(
      [
        container('log', {
          command: ['/bin/ship'],
          env: [{name: 'POD', valueFrom: {fieldRef: {fieldPath: 'metadata.name'}}}],
          envFrom: [{secretRef: {name: 'keys', optional: true}}],
          resources: {requests: {cpu: '10m', memory: '32Mi'}, limits: {memory: '64Mi'}},
          securityContext: {runAsNonRoot: true, capabilities: {drop: ['ALL']}},
          volumeMounts: [{name: 'logs', mountPath: '/logs', readOnly: true}],
        }),
        container('app', {volumeMounts: [{name: 'logs', mountPath: '/logs'}], stdin: true, tty: true}),
      ],
      {
        volumes: [{name: 'logs', emptyDir: {sizeLimit: '1Gi'}}],
        terminationGracePeriodSeconds: 45,
        shareProcessNamespace: true,
        tolerations: [{key: 'spot', operator: 'Exists'}],
        hostAliases: [{ip: '10.1.1.1', hostnames: ['db.internal']}],
      },
    ),
    sidecars: [{match: {names: ['log']}}],
  },
];
