import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {isObject, stringAt, type JsonObject} from '../../src/domain/json.ts';
import {isWorkloadKind, workloadOf, type Workload} from '../../src/domain/workload.ts';

/** The folder of the manifests that the pages of docs/systems/ show. */
export const SYSTEM_FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'systems');

/** Products whose sidecar stands in the manifest: Outrigger converts these. */
export const WRITTEN = ['fluent-bit', 'vector', 'otel-collector', 'vault-agent'] as const;

/** Products whose injector adds the sidecar: they have a switch of their own. */
export const INJECTED = ['istio', 'linkerd'] as const;

export const SYSTEMS = [...WRITTEN, ...INJECTED] as const;
export type System = (typeof SYSTEMS)[number];

/** A manifest of a system, e.g. `classic`, as it is written. */
export function systemText(system: string, name: string): string {
  return readFileSync(join(SYSTEM_FIXTURES, system, `${name}.yaml`), 'utf8');
}

export function systemObject(system: string, name: string): JsonObject {
  const object: unknown = parse(systemText(system, name));
  if (!isObject(object)) throw new Error(`${system}/${name}.yaml is no object`);
  return object;
}

export function systemWorkload(system: string, name: string): Workload {
  const object = systemObject(system, name);
  const kind = stringAt(object, 'kind') ?? '';
  if (!isWorkloadKind(kind)) throw new Error(`${system}/${name}.yaml is no workload`);
  return workloadOf(kind, object);
}
