import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {stringify} from 'yaml';
import {objectsAt, type JsonObject} from '../../src/domain/json.ts';
import {benchDeployment, podSpec} from './deployment.ts';

/** In each file. */
export const DOCUMENTS = 5;
/** Of them. */
export const WORKLOADS = 2;

/** Writes one file an app, in a folder a team as people keep them. */
export function writeManifests(folder: string, files: number): void {
  for (let index = 0; index < files; index++) {
    const team = join(folder, `team-${index % 50}`);
    mkdirSync(team, {recursive: true});
    writeFileSync(join(team, `app-${index}.yaml`), manifestFile(`app-${index}`));
  }
}

/** What belongs to one app: a Deployment with a log shipper, what stands around it, and a CronJob with a proxy. */
function manifestFile(name: string): string {
  const objects = [deployment(name), service(name), configMap(name), autoscaler(name), report(name)];
  const texts = objects.map(object => `---\n${stringify(object, {aliasDuplicateObjects: false})}`);
  return [`# All of ${name}.\n`, ...texts].join('');
}

/** That of the other scenarios, with a sidecar that the catalog knows. */
function deployment(name: string): JsonObject {
  const {metadata, spec} = benchDeployment(name);
  const {template, ...rest} = spec as JsonObject;
  const pod = podSpec(name);
  const [app, shipper] = objectsAt(pod, 'containers');
  const fluentBit = {...shipper, name: 'fluent-bit', image: 'fluent/fluent-bit:4.0.3'};
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {...rest, template: {...(template as JsonObject), spec: {...pod, containers: [app, fluentBit]}}},
  };
}

function service(name: string): JsonObject {
  const selector = {'app.kubernetes.io/instance': name};
  return {apiVersion: 'v1', kind: 'Service', metadata: {name}, spec: {selector, ports: [{port: 80, targetPort: 8080}]}};
}

function configMap(name: string): JsonObject {
  const lines = Array.from({length: 40}, (_, index) => `setting.${index} = value of ${name}`);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: `${name}-config`},
    data: {'config.yaml': `${lines.join('\n')}\n`},
  };
}

function autoscaler(name: string): JsonObject {
  const target = {type: 'Utilization', averageUtilization: 70};
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: {name},
    spec: {
      scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name},
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [{type: 'ContainerResource', containerResource: {name: 'cpu', container: 'app', target}}],
    },
  };
}

/** It waits for its proxy and tells it to quit, as such scripts do. */
function report(name: string): JsonObject {
  const script = [
    'until nc -z 127.0.0.1 5432; do sleep 1; done',
    '/bin/report --day=yesterday --out=/reports',
    'code=$?',
    'curl -X POST http://localhost:9091/quitquitquit',
    'exit $code',
  ];
  const containers = [
    {
      name: 'report',
      image: 'registry.shop.example/report:1.4.0',
      command: ['/bin/sh', '-c', script.join('\n')],
      resources: {requests: {cpu: '100m', memory: '128Mi'}},
    },
    {
      name: 'cloud-sql-proxy',
      image: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1',
      args: ['--quitquitquit', '--health-check', '--http-address=0.0.0.0', `shop:europe-west1:${name}`],
      resources: {requests: {cpu: '50m', memory: '64Mi'}},
    },
  ];
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {name: `${name}-report`},
    spec: {
      schedule: '15 3 * * *',
      jobTemplate: {spec: {backoffLimit: 1, template: {spec: {restartPolicy: 'Never', containers}}}},
    },
  };
}
