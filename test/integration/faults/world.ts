import {LAST_APPLIED_ANNOTATION, SKIP_LABEL} from '../../../src/api/constants.ts';
import {objectAt, type JsonObject} from '../../../src/domain/json.ts';
import {container, native, objectOf, podSpec, type ObjectFields} from '../../support/builders.ts';
import type {JobOptions, State} from '../jobs/job-scene.ts';

/** Kinds of which the operator writes the templates. */
export const TEMPLATE_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

/** A workload of the world; nothing of it runs. */
export interface Piece {
  readonly kind: TemplateKind;
  readonly name: string;
  readonly fate: 'Converted' | 'Untouched';
  readonly pods?: JsonObject;
  readonly fields?: ObjectFields;
}

const PORT = {ports: [{containerPort: 80, hostPort: 80}]};
const MANY = Array.from({length: 8}, (_, index) => `web-${index}`);

/** What is there before the policy is: of each kind one that is converted, and everything that is left alone. */
export const PIECES: readonly Piece[] = [
  ...MANY.map(name => ({kind: 'Deployment', name, fate: 'Converted'}) as const),
  {kind: 'StatefulSet', name: 'db', fate: 'Converted'},
  {kind: 'DaemonSet', name: 'agent', fate: 'Converted'},
  // By different rules: of one rule only one is tried before it has run.
  {kind: 'CronJob', name: 'nightly', fate: 'Converted'},
  {kind: 'CronJob', name: 'yearly', fate: 'Converted', pods: podSpec([container('app'), container('proxy')])},
  {kind: 'Deployment', name: 'port', fate: 'Untouched', pods: podSpec([container('app'), container('log', PORT)])},
  {kind: 'Deployment', name: 'git', fate: 'Untouched', fields: annotated(LAST_APPLIED_ANNOTATION, '{}')},
  {kind: 'Deployment', name: 'left', fate: 'Untouched', fields: {metadata: {labels: {[SKIP_LABEL]: 'true'}}}},
  {kind: 'Deployment', name: 'native', fate: 'Untouched', pods: nativePods()},
  {kind: 'Deployment', name: 'plain', fate: 'Untouched', pods: podSpec([container('app')])},
];

/** What comes after the fault: the operator must still be looking. */
export const LATE: Piece = {kind: 'Deployment', name: 'late', fate: 'Converted'};

/** A Job with one pod, what that reports, and which phase it is to have in the end. */
export interface Batch {
  readonly name: string;
  readonly states: Readonly<Record<string, State>>;
  readonly phase: 'Succeeded' | 'Failed' | 'Running';
  readonly options?: JobOptions;
}

export const BATCHES: readonly Batch[] = [
  {name: 'good', states: {app: 0, log: 'running'}, phase: 'Succeeded'},
  {name: 'bad', states: {app: 3, log: 'running'}, phase: 'Failed'},
  {name: 'busy', states: {app: 'running', log: 'running'}, phase: 'Running'},
  // The kubelet would start its main again.
  {name: 'again', states: {app: 1, log: 'running'}, phase: 'Running', options: {restartPolicy: 'OnFailure'}},
  {name: 'slow', states: {app: 'running', log: 'running'}, phase: 'Running'},
];

/** One whose main ends after the fault. */
export const SLOW: Batch = {name: 'slow', states: {app: 0, log: 'running'}, phase: 'Succeeded'};

/** `status.workloads` of the policy in the end; the Jobs that still run are workloads, too, and cannot be converted. */
export const FINAL_COUNTS = {converted: 11, rolling: 2, native: 1, blocked: 4, skipped: 1, pending: 0, failed: 0};

export const POLICY = 'world';
/** Longer than the second to which the kubelet rounds an end. */
export const WAIT_SECONDS = 3;

export const POLICY_SPEC: JsonObject = {
  target: {kinds: [...TEMPLATE_KINDS, 'Job']},
  sidecars: [{match: {names: ['log']}}, {match: {names: ['proxy']}}],
  conversion: {mode: 'Enforce', onDelete: 'Revert', rollout: {maxConcurrent: 4}},
  jobs: {mode: 'Enforce', waitSeconds: WAIT_SECONDS, backlog: 'Enforce'},
};

/** The object of a piece. */
export function objectFor({kind, name, pods, fields = {}}: Piece, namespace: string): JsonObject {
  const metadata = {...fields.metadata, name, namespace};
  const object = objectOf(kind, pods ?? podSpec(), {...fields, metadata, spec: SPECS[kind]});
  // Not while a test looks.
  return kind === 'CronJob' ? {...object, spec: {...objectAt(object, 'spec'), schedule: '0 0 1 1 *'}} : object;
}

const SPECS: Readonly<Record<TemplateKind, JsonObject>> = {
  Deployment: {replicas: 0},
  StatefulSet: {replicas: 0},
  DaemonSet: {},
  CronJob: {},
};

function annotated(name: string, value: string): ObjectFields {
  return {metadata: {annotations: {[name]: value}}};
}

function nativePods(): JsonObject {
  return podSpec([container('app')], {initContainers: [native('log')]});
}
