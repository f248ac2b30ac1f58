import type {JsonObject} from '../../../src/domain/json.ts';
import type {SidecarRule} from '../../../src/domain/policy.ts';
import {container, native, podSpec, rule} from '../../support/builders.ts';

/** A pod spec, and the rules of a policy that converts it; with several: as the policy was edited afterwards. */
export interface LegalConversion {
  readonly title: string;
  readonly spec: JsonObject;
  readonly rules: readonly (readonly SidecarRule[])[];
  /** What the pod template's metadata has beside its label `app`. */
  readonly template?: {readonly labels?: JsonObject; readonly annotations?: JsonObject};
}

const ready = {readinessProbe: {httpGet: {path: '/ready', port: 8081}, periodSeconds: 5, timeoutSeconds: 3}};
const started = {startupProbe: {exec: {command: ['test', '-e', '/tmp/up']}, failureThreshold: 30}};
const sleeps = {lifecycle: {preStop: {exec: {command: ['sleep', '5']}}}};
const quits = {lifecycle: {preStop: {httpGet: {path: '/quit', port: 8081}}, postStart: {exec: {command: ['true']}}}};
const gate = (gate: 'Readiness' | 'None'): SidecarRule => rule({names: ['log'], startup: {gate, timeoutSeconds: 60}});
const probe = {grpc: {port: 9000}, periodSeconds: 2};

export const LEGAL_CONVERSIONS: readonly LegalConversion[] = [
  {
    title: 'two sidecars around its main containers, behind its init containers',
    spec: podSpec([container('log'), container('app'), container('db-proxy'), container('app-2')], {
      initContainers: [container('migrate'), native('vault'), container('warm')],
    }),
    rules: [[rule({names: ['db-proxy']}), rule({names: ['log']})]],
  },
  {
    title: 'a startup gate from its readinessProbe',
    spec: podSpec([container('app'), container('log', ready)]),
    rules: [[gate('Readiness')]],
  },
  {
    title: 'a startup gate that asks the host its readinessProbe asks',
    spec: podSpec([
      container('app'),
      container('log', {readinessProbe: {httpGet: {host: '127.0.0.1', path: '/ready', port: 8081}}}),
    ]),
    rules: [[gate('Readiness')]],
  },
  {
    title: 'an explicit probe in place of its own',
    spec: podSpec([container('app'), container('log', started)]),
    rules: [[rule({names: ['log'], startup: {gate: 'Probe', timeoutSeconds: 60, probe}})]],
  },
  {
    title: 'an explicit probe in place of its own, which asked another host',
    spec: podSpec([container('app'), container('log', {startupProbe: {tcpSocket: {host: '10.1.2.3', port: 80}}})]),
    rules: [[rule({names: ['log'], startup: {gate: 'Probe', timeoutSeconds: 60, probe}})]],
  },
  {
    title: 'a preStop hook that only sleeps',
    spec: podSpec([container('app'), container('log', sleeps)]),
    rules: [[rule({names: ['log']})]],
  },
  {
    title: 'a preStop hook beside another hook, both known to the policy',
    spec: podSpec([container('app'), container('log', quits)]),
    rules: [[rule({names: ['log'], preStop: 'Remove'})]],
  },
  {
    title: 'a sidecar that its init containers need',
    spec: podSpec([container('log'), container('app')], {initContainers: [container('migrate')]}),
    rules: [[rule({names: ['log'], position: 'BeforeInit'})]],
  },
  {
    title: 'a proxy that a command has written, whose hooks give way to a gate',
    spec: podSpec(
      [
        container('linkerd-proxy', {
          readinessProbe: {httpGet: {path: '/ready', port: 4191}},
          lifecycle: {
            postStart: {exec: {command: ['/usr/lib/linkerd/linkerd-await', '--port=4191']}},
            preStop: {exec: {command: ['/bin/sleep', '20']}},
          },
        }),
        container('app'),
      ],
      {initContainers: [container('linkerd-init'), container('migrate')]},
    ),
    rules: [[rule({profile: 'linkerd'})]],
    template: {annotations: {'linkerd.io/proxy-version': 'edge-25.4.1'}},
  },
  {
    title: 'an injector that is told, and no annotations before',
    spec: podSpec([container('app')]),
    rules: [[rule({profile: 'istio'})]],
    template: {labels: {'sidecar.istio.io/inject': 'true'}},
  },
  {
    title: 'two injectors that are told one after the other, beside a sidecar that moves',
    spec: podSpec(),
    rules: [
      [rule({profile: 'linkerd'})],
      [rule({profile: 'linkerd'}), rule({profile: 'dapr'}), rule({names: ['log']})],
    ],
    template: {annotations: {'linkerd.io/inject': 'enabled', 'dapr.io/enabled': 'true'}},
  },
  {
    title: 'settings that change afterwards',
    spec: podSpec([container('app'), container('log', {...ready, ...quits})], {initContainers: [container('migrate')]}),
    rules: [
      [gate('None')],
      [
        rule({
          names: ['log'],
          position: 'BeforeInit',
          preStop: 'Remove',
          startup: {gate: 'Readiness', timeoutSeconds: 9},
        }),
      ],
      [rule({names: ['log'], preStop: 'Keep', startup: {gate: 'Probe', timeoutSeconds: 9, probe}})],
    ],
  },
];
