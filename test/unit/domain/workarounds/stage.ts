import {isObject, objectsAt, stringAt, type JsonObject} from '../../../../src/domain/json.ts';
import {withoutWorkarounds, workaroundsOf} from '../../../../src/domain/workarounds/index.ts';
import type {Workaround, WorkaroundId} from '../../../../src/domain/workarounds/workaround.ts';
import {workloadOf, type WorkloadKind} from '../../../../src/domain/workload.ts';

/** A pod as one detector's test writes it: the app's script, the sidecar beside it, and whatever else. */
export interface Stage {
  readonly script?: string;
  readonly app?: JsonObject;
  readonly sidecar?: JsonObject;
  /** More containers. */
  readonly others?: readonly JsonObject[];
  readonly spec?: JsonObject;
  readonly metadata?: JsonObject;
  readonly job?: JsonObject;
  readonly kind?: WorkloadKind;
  /** Names of the native sidecars; by default that of `sidecar`. */
  readonly sidecars?: readonly string[];
}

export const SQL_PROXY = {
  name: 'cloud-sql-proxy',
  image: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1',
  args: ['--port=5432', '--quitquitquit'],
  startupProbe: {httpGet: {path: '/startup', port: 9801}},
};

export const ISTIO_PROXY = {name: 'istio-proxy', image: 'docker.io/istio/proxyv2:1.27.0', startupProbe: {}};

function workloadFor({script, app, sidecar = SQL_PROXY, others = [], spec, metadata, job, kind = 'Job'}: Stage) {
  const main = {
    name: 'app',
    image: 'registry.example/app:1',
    ...(script === undefined ? {} : {command: ['sh', '-c'], args: [script]}),
    ...app,
  };
  const template = {
    ...(metadata === undefined ? {} : {metadata}),
    spec: {containers: [main, sidecar, ...others], ...spec},
  };
  if (kind === 'Pod') return workloadOf(kind, template);
  return workloadOf(
    kind,
    kind === 'CronJob' ? {spec: {jobTemplate: {spec: {...job, template}}}} : {spec: {...job, template}},
  );
}

function namesFor({sidecars, sidecar = SQL_PROXY}: Stage): ReadonlySet<string> {
  return new Set(sidecars ?? [stringAt(sidecar, 'name') ?? '']);
}

export function found(stage: Stage, id: WorkaroundId): readonly Workaround[] {
  return workaroundsOf(workloadFor(stage), namesFor(stage)).filter(one => one.id === id);
}

/** `verdict: evidence` of what one detector finds. */
export function told(stage: Stage, id: WorkaroundId): readonly string[] {
  return found(stage, id).map(({verdict, evidence}) => `${verdict}: ${evidence}`);
}

export function cleaned(stage: Stage): {readonly metadata: JsonObject; readonly spec: JsonObject} {
  return withoutWorkarounds(workloadFor(stage), namesFor(stage));
}

/** The container `name` after the removals; empty where it is gone. */
export function cleanedContainer(stage: Stage, name = 'app'): JsonObject {
  return objectsAt(cleaned(stage).spec, 'containers').find(one => one['name'] === name) ?? {};
}

/** The app's script after the removals. */
export function cleanedScript(stage: Stage): unknown {
  const {args} = cleanedContainer(stage);
  return Array.isArray(args) ? args[0] : args;
}

/** The template as it was, to see that nothing has changed. */
export function isUntouched(stage: Stage): boolean {
  const workload = workloadFor(stage);
  const after = withoutWorkarounds(workload, namesFor(stage));
  return isObject(after.spec) && after === workload.template;
}
