import type {Fields} from '../fields.ts';
import {withFields} from '../fields.ts';
import {probeFrom} from '../gate.ts';
import {isObject, sameJson, valueAt, type JsonObject} from '../json.ts';
import {pureSleep} from '../prestop.ts';
import type {RecordEntry} from '../record.ts';
import {celText, isPlain} from '../record-text.ts';
import {merge, type Pair} from './merge.ts';

/** A recorded sidecar that has come back in `containers`. */
export interface Arrival extends Pair {
  readonly entry: RecordEntry;
}

/** A container with the record's settings again, and what is to be remembered of it now. */
export interface Settled {
  readonly container: JsonObject;
  readonly entry: RecordEntry;
}

type Settings = {readonly fields: Fields; readonly remembered: Partial<RecordEntry>};

/**
 * Gives a container that came back the settings of its record. There are no rules here: what the record does not say
 * stays as sent, and what cannot be derived anew is taken from the native copy. The operator settles the rest.
 * @param index of its own move, for the record
 */
export function settle(arrival: Arrival, index: number): Settled {
  const {entry, isPart} = arrival;
  const merged = merge(arrival);
  const settings = [gate(arrival, merged), preStop(arrival), postStart(arrival)];
  const fields = Object.assign({restartPolicy: 'Always'}, ...settings.map(one => one.fields)) as Fields;
  const remembered = Object.assign({}, ...settings.map(one => one.remembered)) as Partial<RecordEntry>;
  return {
    container: withFields(merged, fields),
    entry: {
      n: entry.n,
      i: isPart ? entry.i : index,
      ...(entry.b !== undefined && {b: entry.b}),
      ...remembered,
      ...(entry.o !== undefined && {o: entry.o}),
    },
  };
}

const NOTHING: Settings = {fields: {}, remembered: {}};

/** An explicit probe replaces one that is sent; a derived one gives way to it. */
function gate({sent, copy, entry, isPart}: Arrival, merged: JsonObject): Settings {
  const [own, was] = [sent['startupProbe'], copy['startupProbe']];
  if (!isObject(was)) return NOTHING;
  if (entry.x === 1) return {fields: {startupProbe: was}, remembered: {x: 1, ...replaced(own, {entry, isPart})}};
  if (isObject(own)) return NOTHING;
  const {t} = entry;
  if (t === undefined) return isPart ? {fields: {startupProbe: was}, remembered: {}} : NOTHING;
  if (!isDerived(copy, t)) return {fields: {startupProbe: was}, remembered: {t}};
  const probe = DERIVED_FROM.map(from => probeFrom(merged, from, t)).find(isObject);
  return probe === undefined ? NOTHING : {fields: {startupProbe: probe}, remembered: {t}};
}

/** The probes that a gate is made from, the first that is there (design §3.3). */
export const DERIVED_FROM = ['readinessProbe', 'livenessProbe'] as const;
/** What is copied of them. */
export const COPIED_OF_PROBE = ['httpGet', 'tcpSocket', 'exec', 'grpc', 'timeoutSeconds'] as const;

/** The own probe that the explicit one replaces; the one before where CEL could not write it down. */
function replaced(own: unknown, {entry, isPart}: Pick<Arrival, 'entry' | 'isPart'>): Pick<RecordEntry, 'p'> {
  if (isObject(own) && isPlain(own)) return {p: own};
  const isUnknown = isObject(own) || isPart;
  return isUnknown && entry.p !== undefined ? {p: entry.p} : {};
}

/** Whether the copy's gate is what would be derived of its own probes; the record does not say from what it was. */
function isDerived(copy: JsonObject, t: number): boolean {
  const gate = copy['startupProbe'];
  const isPaced = valueAt(gate, 'periodSeconds') === 1 && valueAt(gate, 'failureThreshold') === t;
  return isPaced && DERIVED_FROM.some(from => isObject(copy[from]) && sameJson(copied(copy[from]), copied(gate)));
}

function copied(probe: unknown): JsonObject {
  return Object.fromEntries(COPIED_OF_PROBE.map(field => [field, valueAt(probe, field)]));
}

/** A hook goes again where it is a pure sleep as it was, or the record shows that the policy drops any (`r`). */
function preStop({sent, entry, isPart}: Arrival): Settings {
  const hook = valueAt(sent, 'lifecycle', 'preStop');
  const {h, r} = entry;
  if (h === undefined) return NOTHING;
  if (!isObject(hook)) return isPart ? {fields: {}, remembered: {h, ...hookIn(entry)}} : NOTHING;
  const sleep = pureSleep(hook);
  const fields: Fields = {preStop: 'absent'};
  if (sleep !== undefined) return {fields, remembered: {h, s: sleep}};
  return r === undefined ? NOTHING : {fields, remembered: {h, r: isPlain(hook) ? hook : r}};
}

/** Of a dropped hook, what it was. */
function hookIn({s, r}: RecordEntry): Pick<RecordEntry, 's' | 'r'> {
  return {...(s !== undefined && {s}), ...(r !== undefined && {r})};
}

/** A hook that waited for its own product goes again while it is the same. */
function postStart({sent, entry: {w}, isPart}: Arrival): Settings {
  const hook = valueAt(sent, 'lifecycle', 'postStart');
  if (w === undefined) return NOTHING;
  if (!isObject(hook)) return isPart ? {fields: {}, remembered: {w}} : NOTHING;
  const isSame = isPlain(hook) && celText(hook) === celText(w);
  return isSame ? {fields: {postStart: 'absent'}, remembered: {w}} : NOTHING;
}
