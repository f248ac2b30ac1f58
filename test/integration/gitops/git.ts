import {objectAt, type JsonObject} from '../../../src/domain/json.ts';
import type {TemplateKind} from '../../../src/domain/template-kinds.ts';
import {container, objectOf, podSpec} from '../../support/builders.ts';
import {apiVersionOf, RESOURCES} from '../../../src/kube/resources.ts';

export type Kind = TemplateKind | 'Job';

/** What is in Git: a classic manifest with an app and its log shipper, as far as tests change it. */
export interface Git {
  /** Tag of both images. */
  readonly tag: string;
  /** Names of the shipper's env entries. */
  readonly env: readonly string[];
  /** On which the shipper listens. */
  readonly port: number;
  readonly probe: string;
  readonly hasLog: boolean;
}

export const FIRST: Git = {tag: '1', env: ['LEVEL', 'COLOUR'], port: 8080, probe: '/ready', hasLog: true};

/** Where a workload is. */
export interface Target {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace: string;
}

export function logOf({tag, env, port, probe}: Git): JsonObject {
  return container('log', {
    image: `registry.example/log:${tag}`,
    env: env.map(name => ({name, value: name.toLowerCase()})),
    ports: [{name: 'health', containerPort: port}],
    readinessProbe: {httpGet: {path: probe, port: 'health'}},
    lifecycle: {preStop: {exec: {command: ['sleep', '5']}}},
  });
}

/** The manifest; nothing of it runs. */
export function manifestOf({kind, name, namespace}: Target, git: Git): JsonObject {
  const app = container('app', {image: `registry.example/app:${git.tag}`});
  const spec = podSpec(git.hasLog ? [app, logOf(git)] : [app]);
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
