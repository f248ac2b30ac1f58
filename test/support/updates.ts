import {CONVERTED_AT_ANNOTATION, POLICY_ANNOTATION, RECORD_ANNOTATION} from '../../src/api/constants.ts';
import {convert} from '../../src/domain/convert.ts';
import {objectsAt, type JsonObject} from '../../src/domain/json.ts';
import type {Update} from '../../src/domain/keep/update.ts';
import type {SidecarRule} from '../../src/domain/policy.ts';
import {printRecord, type RecordEntry} from '../../src/domain/record.ts';
import {select} from '../../src/domain/select.ts';
import type {TemplateKind} from '../../src/domain/template-kinds.ts';
import {workloadOf} from '../../src/domain/workload.ts';
import {objectOf} from './builders.ts';
import {stored} from './pod-spec-laws.ts';

/** A classic pod spec, and what a conversion has made of it, as the API server stores both. */
export interface Before {
  readonly kind: TemplateKind;
  readonly classic: JsonObject;
  readonly spec: JsonObject;
  readonly record: readonly RecordEntry[];
}

export function converted(kind: TemplateKind, spec: JsonObject, rules: readonly SidecarRule[]): Before {
  // The builder's template has it.
  const classic = stored(kind === 'CronJob' ? {restartPolicy: 'Never', ...spec} : spec);
  const selection = select(classic, rules);
  const conversion = convert({spec: classic, selection, record: [], managersOf: () => []});
  return {kind, classic, spec: stored(conversion.spec), record: conversion.record};
}

/** Marks of a conversion with this record. */
export function marksOf(record: readonly RecordEntry[]): Readonly<Record<string, string>> {
  return {
    [RECORD_ANNOTATION]: printRecord(record),
    [POLICY_ANNOTATION]: 'shop/shop',
    [CONVERTED_AT_ANNOTATION]: '2026-01-01T00:00:00Z',
  };
}

/** An update of the converted workload to this pod spec, by somebody who brings the whole manifest. */
export function updateTo({kind, spec, record}: Before, now: JsonObject, fields: Partial<Update> = {}): Update {
  const metadata = {annotations: marksOf(record)};
  const managedFields = [{manager: 'kubectl-client-side-apply', operation: 'Update', fieldsV1: {}}];
  const workload = (spec: JsonObject) =>
    workloadOf(kind, objectOf(kind, spec, {metadata: {...metadata, managedFields}}));
  return {
    old: workload(spec),
    now: workload(now),
    manager: 'kubectl-client-side-apply',
    namespaceLabels: {},
    ...fields,
  };
}

/** What an apply of the manifest makes of the stored object: containers come back, natives stay. */
export function applied({classic, spec}: Pick<Before, 'classic' | 'spec'>): JsonObject {
  const init = objectsAt(spec, 'initContainers');
  return {...classic, ...(init.length > 0 && {initContainers: init})};
}
