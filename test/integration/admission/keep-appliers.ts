import {objectAt, objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import type {TemplateKind} from '../../../src/domain/template-kinds.ts';
import {podSpecKeys} from '../../../src/domain/workload.ts';

/** Entries of managedFields that server-side appliers would have left, as far as the API server takes them from a client. */

const BEFORE = '2026-11-01T00:00:00Z';

/** `now`: the entry is new. */
export function applierEntry(
  kind: TemplateKind,
  manager: string,
  {fields, now}: {readonly fields: JsonObject; readonly now: boolean},
): JsonObject {
  return {
    manager,
    operation: 'Apply',
    apiVersion: kind === 'CronJob' ? 'batch/v1' : 'apps/v1',
    ...(now ? {time: new Date().toISOString().replace(/\.\d+/, '')} : {time: BEFORE}),
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
  };
}

/** Who applies the manifest owns its selector or schedule, and its containers. */
export function manifestFields(kind: TemplateKind, manifest: JsonObject): JsonObject {
  const spec = objectAt(manifest, ...podSpecKeys(kind));
  const lists = ['containers', 'initContainers'].map(list => [`f:${list}`, keysOf(objectsAt(spec, list))] as const);
  const fields = inTemplate(kind, Object.fromEntries(lists));
  const always = kind === 'CronJob' ? {'f:schedule': {}} : {'f:selector': {}};
  return {'f:spec': {...objectAt(fields, 'f:spec'), ...always}};
}

/** Somebody who applies a setting of one container. */
export function settingFields(kind: TemplateKind, name: string, setting: string): JsonObject {
  return inTemplate(kind, {'f:containers': {[keyOf(name)]: {'.': {}, 'f:name': {}, [`f:${setting}`]: {}}}});
}

function inTemplate(kind: TemplateKind, fields: JsonObject): JsonObject {
  return podSpecKeys(kind).reduceRight<JsonObject>((inner, key) => ({[`f:${key}`]: inner}), fields);
}

function keysOf(containers: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(
    containers.map(one => [
      keyOf(String(one['name'])),
      {'.': {}, ...Object.fromEntries(Object.keys(one).map(field => [`f:${field}`, {}]))},
    ]),
  );
}

function keyOf(name: string): string {
  return `k:{"name":"${name}"}`;
}
