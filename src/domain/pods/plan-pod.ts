import {
  CONVERTED_BY_ANNOTATION,
  DELEGATED_ANNOTATION,
  POLICY_ANNOTATION,
  RECORD_ANNOTATION,
} from '../../api/constants.ts';
import {nativeNames} from '../containers.ts';
import type {Conversion} from '../decision.ts';
import type {Facts} from '../facts.ts';
import {governingPolicy} from '../governance.ts';
import {objectAt, stringAt, stringMapAt, type JsonObject} from '../json.ts';
import {plan} from '../plan.ts';
import type {Policy} from '../policy.ts';
import {isPlain} from '../record-text.ts';
import {parseRecord, printRecord, type RecordEntry} from '../record.ts';
import {printSwitches} from '../switches.ts';
import {skipLabel} from '../target.ts';
import type {Workload} from '../workload.ts';
import {podKind, type PodKind} from './pod-kind.ts';
import {convertsPodsOf, targetsPodsOf} from './pod-policy.ts';

/** What becomes of a pod that is being created. */
export interface PodChange {
  readonly policy: Policy;
  /** The pod spec as it will be. */
  readonly spec: JsonObject;
  /** To be set on the pod: marks, and what tells injectors. */
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * The decision about one pod that is being created, as the API server sees it after its defaults: pod policies and the
 * webhook do the same. Containers that are native already are left as they are, whoever moved them: a pod that comes a
 * second time, with what an injector has added since, keeps the record of the first time.
 * @returns undefined: the pod stays as it is
 */
export function planPod(pod: JsonObject, policies: readonly Policy[], facts: Facts): PodChange | undefined {
  const kind = podKind(pod);
  if (kind === undefined) return undefined;
  const workload = asWorkload(pod, kind);
  if (skipLabel(workload, facts) !== undefined) return undefined;
  const policy = governingPolicy(
    workload,
    policies.map(each => forPodsOf(each, kind)),
    facts,
  );
  if (policy === undefined) return undefined;
  const given = policies.find(each => each.key === policy.key) ?? policy;
  if (!convertsPodsOf(given, kind)) return undefined;
  const conversion = conversionOf(workload, policy, facts);
  if (conversion === undefined) return undefined;
  return {policy: given, spec: conversion.spec, annotations: annotationsFor(pod, policy, conversion)};
}

/** The marks of a pod are those of its own conversion; the record of an earlier run is kept beside it. */
function asWorkload(pod: JsonObject, kind: PodKind): Workload {
  const {managedFields: _, ...metadata} = objectAt(pod, 'metadata');
  const {[RECORD_ANNOTATION]: __, ...annotations} = stringMapAt(metadata, 'annotations');
  const own = {...metadata, annotations};
  return {kind, metadata: own, template: {metadata: own, spec: objectAt(pod, 'spec')}};
}

function forPodsOf(policy: Policy, kind: PodKind): Policy {
  if (policy.target.kinds.includes(kind) || !targetsPodsOf(policy, kind)) return policy;
  return {...policy, target: {...policy.target, kinds: [...policy.target.kinds, kind]}};
}

/** Undefined: nothing is to be done to this pod, or it must not be. */
function conversionOf(workload: Workload, policy: Policy, facts: Facts): Conversion | undefined {
  const decision = plan(workload, policy, facts);
  if (decision.type === 'Convert') return decision.conversion;
  if (decision.type !== 'Delegate') return undefined;
  const {conversion} = decision;
  return conversion.rolls && conversion.delivery === 'Pod' ? conversion : undefined;
}

function annotationsFor(pod: JsonObject, policy: Policy, {spec, record, switches}: Conversion) {
  const delegated = printSwitches(switches.set);
  const all = [...keptEntries(pod, record), ...record.map(remembered)];
  return {
    [POLICY_ANNOTATION]: policy.key,
    ...(record.length > 0 && {
      [CONVERTED_BY_ANNOTATION]: `${policy.kind} ${policy.key}`,
      [RECORD_ANNOTATION]: printRecord(all.filter(entry => nativeNames(spec).has(entry.n))),
    }),
    ...(delegated !== undefined && {[DELEGATED_ANNOTATION]: delegated}),
    ...Object.fromEntries(switches.set.map(annotation => [annotation, 'true'])),
  };
}

function keptEntries(pod: JsonObject, moved: readonly RecordEntry[]): readonly RecordEntry[] {
  const before = stringAt(pod, 'metadata', 'annotations', RECORD_ANNOTATION) ?? '';
  return parseRecord(before).filter(entry => !moved.some(one => one.n === entry.n));
}

/** CEL cannot write every text as JSON; what it cannot is left out, since a pod is never put back. */
function remembered({p, r, w, ...entry}: RecordEntry): RecordEntry {
  const known = Object.entries({p, r, w}).filter(([, value]) => value !== undefined && isPlain(value));
  return {...entry, ...Object.fromEntries(known)};
}
