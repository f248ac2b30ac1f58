import type {JsonObject} from '../../../src/domain/json.ts';
import {container, podSpec} from '../../support/builders.ts';

/** A CronJob, which makes no pods before its time, whose script is in a ConfigMap. */
export function scriptObjects(): JsonObject {
  const app = container('app', {
    command: ['sh', '/scripts/run.sh'],
    volumeMounts: [{name: 'scripts', mountPath: '/scripts'}],
  });
  const spec = podSpec([app, container('cloud-sql-proxy', {args: ['shop:eu:orders']})], {
    restartPolicy: 'Never',
    volumes: [{name: 'scripts', configMap: {name: 'scripts'}}],
  });
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {name: 'scripts'},
        data: {'run.sh': 'report\ncurl -X POST localhost:9091/quitquitquit\n'},
      },
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: {name: 'scripted'},
        spec: {schedule: '0 0 1 1 *', jobTemplate: {spec: {template: {spec}}}},
      },
    ],
  };
}

/** What tells that Istio is there. */
export function meshDefinition(): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {name: 'sidecars.networking.istio.io'},
    spec: {
      group: 'networking.istio.io',
      scope: 'Namespaced',
      names: {kind: 'Sidecar', listKind: 'SidecarList', plural: 'sidecars', singular: 'sidecar'},
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {openAPIV3Schema: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}},
        },
      ],
    },
  };
}

/** Its own configuration, with a hold for all of its proxies. */
export function meshObjects(): JsonObject {
  const mesh = 'accessLogFile: /dev/stdout\ndefaultConfig:\n  holdApplicationUntilProxyStarts: true\n';
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'istio-system'}},
      {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'istio', namespace: 'istio-system'}, data: {mesh}},
    ],
  };
}
