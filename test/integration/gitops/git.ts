import {objectAt, type JsonObject} from '../../../src/domain/json.ts';
import type {TemplateKind} from '../../../src/domain/template-kinds.ts';
import {container, objectOf, podSpec} from '../../support/builders.ts';
import {apiVersionOf, RESOURCES} from '../../../src/kube/resources.ts';

export type Kind = TemplateKind | 'Job';

/** What is in Git: a classic manifest with an app and its log shipper, as far as tests change it. */
export interface Git {
  /** Tag of both images. */
  readonly tag: string;
  /** Of the shipper, as is what follows. */
  readonly args: readonly string[];
  /** Names of the env entries. */
  readonly env: readonly string[];
  /** On which it listens; undefined: the manifest has no such field, which is not the same as an empty list. */
  readonly ports: readonly number[] | undefined;
  /** Path of the readiness probe; undefined: none. */
  readonly probe: string | undefined;
  readonly mountPath: string;
  readonly hasLog: boolean;
}

export const FIRST: Git = {
  tag: '1',
  args: ['--format=json'],
  env: ['LEVEL', 'COLOUR'],
  ports: [8080],
  probe: '/ready',
  mountPath: '/var/log/shop',
  hasLog: true,
};

/** Of the volume that app and shipper share. */
export const VOLUME = 'logs';

/** Where a workload is. */
export interface Target {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace: string;
}

export function logOf({tag, args, env, ports, probe, mountPath}: Git): JsonObject {
  return container('log', {
    image: `registry.example/log:${tag}`,
    args,
    env: env.map(name => ({name, value: name.toLowerCase()})),
    ...(ports !== undefined && {ports: ports.map(containerPort => ({name: 'health', containerPort}))}),
    ...(probe !== undefined && {readinessProbe: {httpGet: {path: probe, port: ports?.[0] ?? 8080}}}),
    volumeMounts: [{name: VOLUME, mountPath}],
    lifecycle: {preStop: {exec: {command: ['sleep', '5']}}},
  });
}

/** The pod template's spec; `initContainers`: what it has native. */
export function podSpecOf(git: Git, initContainers: readonly JsonObject[] = []): JsonObject {
  const app = container('app', {image: `registry.example/app:${git.tag}`});
  const volumes = [{name: VOLUME, emptyDir: {}}];
  const inits = initContainers.length > 0 ? {initContainers} : {};
  return podSpec(git.hasLog ? [app, logOf(git)] : [app], {volumes, ...inits});
}

/** The manifest; nothing of it runs. */
export function manifestOf(
  {kind, name, namespace}: Target,
  git: Git,
  initContainers: readonly JsonObject[] = [],
): JsonObject {
  const spec = podSpecOf(git, initContainers);
  const labels = {name};
  const object = objectOf(kind, kind === 'DaemonSet' ? {...spec, nodeSelector: {none: 'such'}} : spec, {
    metadata: {name, namespace, labels},
    template: {labels},
    spec: SPECS[kind](labels),
  });
  const rarely = kind === 'CronJob' ? {spec: {...objectAt(object, 'spec'), schedule: '0 0 1 1 *'}} : {};
  return {...object, ...rarely, apiVersion: apiVersionOf(RESOURCES[kind])};
}

const SPECS: Readonly<Record<Kind, (labels: JsonObject) => JsonObject>> = {
  Deployment: labels => ({replicas: 0, selector: {matchLabels: labels}}),
  StatefulSet: labels => ({replicas: 0, selector: {matchLabels: labels}}),
  DaemonSet: labels => ({selector: {matchLabels: labels}}),
  CronJob: () => ({}),
  Job: () => ({}),
};
