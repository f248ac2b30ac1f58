import {isAcknowledgeable} from '../api/acknowledge.ts';
import {POLICY_VALUES} from '../api/generated/policy-values.ts';
import {isObject, numberAt, objectAt, objectsAt, stringAt, stringsAt, valueAt, type JsonObject} from './json.ts';
import {heldBack, pauseNote} from './pause.ts';
import type {ConversionSettings, JobSettings, Policy, PolicyTarget, SidecarRule} from './policy.ts';
import {isWorkloadKind} from './workload.ts';

/**
 * Reads a policy, from the API server or from a file, and fills in every default: the CRD's where the API server would
 * do it, and those inside `sidecars[]`, which the CRD leaves open. Never throws: what is malformed reads as absent,
 * and where that would select more than was asked for (a rule, a selector), as selecting nothing.
 */
export function parsePolicy(kind: Policy['kind'], object: unknown): Policy {
  const spec = objectAt(object, 'spec');
  const note = pauseNote(object);
  const policy: Policy = {
    kind,
    ...identity(kind, objectAt(object, 'metadata')),
    target: target(kind, spec),
    sidecars: objectsAt(spec, 'sidecars').flatMap(sidecarRule),
    conversion: conversion(spec),
    jobs: jobs(spec),
    suspend: flag(spec, 'suspend'),
    acknowledge: [...new Set(stringsAt(spec, 'acknowledge').filter(isAcknowledgeable))],
    status: objectAt(object, 'status'),
  };
  return heldBack(policy, note === undefined ? undefined : {scope: 'Policy', note});
}

type Identity = Pick<
  Policy,
  'key' | 'name' | 'namespace' | 'uid' | 'generation' | 'createdAt' | 'deleting' | 'finalizers'
>;

function identity(kind: Policy['kind'], metadata: JsonObject): Identity {
  const name = stringAt(metadata, 'name') ?? '';
  // A file need not name a namespace; kubectl would use this one.
  const namespace = kind === 'SidecarPolicy' ? (stringAt(metadata, 'namespace') ?? 'default') : undefined;
  return {
    key: namespace === undefined ? name : `${namespace}/${name}`,
    name,
    ...(namespace === undefined ? {} : {namespace}),
    uid: stringAt(metadata, 'uid') ?? '',
    generation: numberAt(metadata, 'generation') ?? 0,
    createdAt: stringAt(metadata, 'creationTimestamp') ?? '',
    deleting: stringAt(metadata, 'deletionTimestamp') !== undefined,
    finalizers: stringsAt(metadata, 'finalizers'),
  };
}

function target(kind: Policy['kind'], spec: JsonObject): PolicyTarget {
  const kinds = [...new Set(stringsAt(spec, 'target', 'kinds').filter(isWorkloadKind))];
  const namespaceSelector = selectorAt(spec, 'namespaceSelector');
  return {
    kinds: kinds.length > 0 ? kinds : POLICY_VALUES['target.kinds'].default,
    selector: selectorAt(spec, 'selector') ?? {},
    ...(kind === 'SidecarPolicy' || namespaceSelector === undefined ? {} : {namespaceSelector}),
  };
}

/** Has no values to be in, so no labels satisfy it. */
const SELECTS_NOTHING: JsonObject = {matchExpressions: [{key: 'malformed', operator: 'In', values: []}]};

function selectorAt(spec: JsonObject, field: 'selector' | 'namespaceSelector'): JsonObject | undefined {
  const selector = valueAt(spec, 'target', field) ?? undefined;
  if (selector === undefined) return undefined;
  return isObject(selector) ? selector : SELECTS_NOTHING;
}

/** One rule, or none where it would not say which containers it governs. */
function sidecarRule(rule: JsonObject): readonly SidecarRule[] {
  const profile = stringAt(rule, 'profile');
  const match = matchOf(rule);
  if (match === 'malformed' || (profile === undefined && match === undefined)) return [];
  const position = oneOf(valueAt(rule, 'position'), POLICY_VALUES['sidecars[].position'].values);
  return [
    {
      ...(profile === undefined ? {} : {profile}),
      ...(match === undefined ? {} : {match}),
      ...(position === undefined ? {} : {position}),
      startup: startupOf(objectAt(rule, 'startup')),
      preStop: oneOf(valueAt(rule, 'preStop'), POLICY_VALUES['sidecars[].preStop'].values) ?? 'Auto',
    },
  ];
}

/** Without a list or with a part of it, the rule would match more or other containers than its author wrote. */
function matchOf(rule: JsonObject): SidecarRule['match'] | 'malformed' {
  if ((valueAt(rule, 'match') ?? undefined) === undefined) return undefined;
  const names = valueAt(rule, 'match', 'names') ?? [];
  const images = valueAt(rule, 'match', 'images') ?? [];
  if (!isStrings(names) || !isStrings(images)) return 'malformed';
  return names.length + images.length === 0 ? 'malformed' : {names, images};
}

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(entry => typeof entry === 'string');

/** How long a gate may take by default: an image's start and its first connection, on a slow day. */
const GATE_TIMEOUT_SECONDS = 120;

function startupOf(startup: JsonObject): SidecarRule['startup'] {
  const bounds = POLICY_VALUES['sidecars[].startup.timeoutSeconds'];
  const timeoutSeconds = integerIn(valueAt(startup, 'timeoutSeconds'), bounds) ?? GATE_TIMEOUT_SECONDS;
  const gate = oneOf(valueAt(startup, 'gate'), POLICY_VALUES['sidecars[].startup.gate'].values) ?? 'Auto';
  if (gate !== 'Probe') return {gate, timeoutSeconds};
  const probe = probeOf(objectAt(startup, 'probe'));
  return probe === undefined ? {gate: 'Auto', timeoutSeconds} : {gate, timeoutSeconds, probe};
}

const HANDLERS = ['httpGet', 'tcpSocket', 'exec', 'grpc'] as const;
const PROBE_NUMBERS = ['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'failureThreshold'] as const;

/** What of the probe is as the CRD wants it; how often it tries, where that is unset, is the gate's to say. */
function probeOf(probe: JsonObject): JsonObject | undefined {
  const handlers = HANDLERS.filter(name => isObject(probe[name]));
  const [handler] = handlers;
  if (handler === undefined || handlers.length > 1) return undefined;
  // A host would send the kubelet's requests anywhere; the CRD refuses it, a file may still have it.
  const {host: _, ...action} = objectAt(probe, handler);
  const numbers = PROBE_NUMBERS.map(name => {
    return [name, integerIn(probe[name], POLICY_VALUES[`sidecars[].startup.probe.${name}`])] as const;
  });
  return {[handler]: action, ...Object.fromEntries(numbers.filter(([, value]) => value !== undefined))};
}

function conversion(spec: JsonObject): ConversionSettings {
  return {
    mode: choice(spec, 'conversion.mode'),
    delivery: choice(spec, 'conversion.delivery'),
    rollout: {
      maxConcurrent: maxConcurrent(valueAt(spec, 'conversion', 'rollout', 'maxConcurrent')),
      progressDeadlineSeconds: integer(spec, 'conversion.rollout.progressDeadlineSeconds'),
      maxFailures: integer(spec, 'conversion.rollout.maxFailures'),
      restartPods: flag(spec, 'conversion.rollout.restartPods'),
    },
    onDelete: choice(spec, 'conversion.onDelete'),
  };
}

function jobs(spec: JsonObject): JobSettings {
  return {
    mode: choice(spec, 'jobs.mode'),
    waitSeconds: integer(spec, 'jobs.waitSeconds'),
    backlog: choice(spec, 'jobs.backlog'),
  };
}

/** The same bounds as the CRD's rule. */
function maxConcurrent(value: unknown): number | string {
  if (typeof value === 'string' && /^([1-9][0-9]?|100)%$/.test(value)) return value;
  return integerIn(value, {minimum: 1, maximum: 1000}) ?? POLICY_VALUES['conversion.rollout.maxConcurrent'].default;
}

type Values = typeof POLICY_VALUES;
type PathsTo<Shape> = {[Path in keyof Values]: Values[Path] extends Shape ? Path : never}[keyof Values];
type ChoicePath = PathsTo<{values: readonly string[]; default: string}>;

function choice<Path extends ChoicePath>(spec: JsonObject, path: Path): Values[Path]['values'][number] {
  const {values, default: fallback}: {values: readonly Values[Path]['values'][number][]; default: string} =
    POLICY_VALUES[path];
  return oneOf(valueAt(spec, ...path.split('.')), values) ?? (fallback as Values[Path]['values'][number]);
}

function integer(spec: JsonObject, path: PathsTo<{minimum: number; default: number}>): number {
  const bounds = POLICY_VALUES[path];
  return integerIn(valueAt(spec, ...path.split('.')), bounds) ?? bounds.default;
}

function flag(spec: JsonObject, path: PathsTo<{default: boolean}>): boolean {
  const value = valueAt(spec, ...path.split('.'));
  return typeof value === 'boolean' ? value : POLICY_VALUES[path].default;
}

function oneOf<Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | undefined {
  return choices.find(known => known === value);
}

function integerIn(value: unknown, bounds: {minimum: number; maximum: number}): number | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined;
  return value >= bounds.minimum && value <= bounds.maximum ? value : undefined;
}
