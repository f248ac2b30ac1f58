import {RECORD_ANNOTATION} from '../api/constants.ts';
import {isObject, parseJson, type JsonObject} from './json.ts';
import {celText} from './record-text.ts';
import {annotationsOf, type Workload} from './workload.ts';

/**
 * What must be remembered of one moved container so that the move can be undone exactly.
 * One-letter keys because admission policies write the same text in CEL and the annotation is bounded.
 */
export interface RecordEntry {
  /** Container name. */
  readonly n: string;
  /** Its index in `containers` at the moment of its own move: undoing from last to first is exact. */
  readonly i: number;
  /** Present: moved before the regular init containers (`position: BeforeInit`). */
  readonly b?: 1;
  /** failureThreshold of the startupProbe that was derived for it. */
  readonly t?: number;
  /** Present: the policy's explicit probe was used, or one by the pod template's annotations: not one of its own. */
  readonly x?: 1;
  /** The own startupProbe that an explicit probe replaced. */
  readonly p?: unknown;
  /** Present: the preStop hook was dropped. */
  readonly h?: 1;
  /** The dropped hook where it was a pure sleep: seconds (`sleep` action), or the command (`exec`). */
  readonly s?: number | readonly string[];
  /** The dropped hook, whole, where it was anything else. */
  readonly r?: unknown;
  /** The postStart hook that was dropped, whole. */
  readonly w?: unknown;
  /** Apply managers that owned the container at conversion (managedFields). */
  readonly o?: readonly string[];
}

/**
 * The annotation's text: keys in the order n,i,b,t,x,p,h,s,r,w,o without spaces, `p`, `r` and `w` as JSON text in
 * a string (see `celText`). The keep policy writes the same text: a difference would be a change of the object.
 * Admission policies find the entries in it by `\{[^{}]*\}`, so every brace inside an entry is written as an escape.
 */
export function printRecord(record: readonly RecordEntry[]): string {
  return `[${record.map(printEntry).join(',')}]`;
}

/** The entries of an annotation's text; what is not a whole entry is ignored, and of two with one name the second. */
export function parseRecord(text: string): readonly RecordEntry[] {
  const entries = (text.match(/\{[^{}]*\}/g) ?? []).flatMap(parseEntry);
  return entries.filter((entry, index) => entries.findIndex(other => other.n === entry.n) === index);
}

/** What a workload's own annotation says has been moved; empty where it is not converted. */
export function recordOf(workload: Pick<Workload, 'metadata'>): readonly RecordEntry[] {
  return parseRecord(annotationsOf(workload)[RECORD_ANNOTATION] ?? '');
}

function printEntry(entry: RecordEntry): string {
  const {n, i, b, t, x, p, h, s, r, w, o} = entry;
  const fields = Object.entries({n, i, b, t, x, p: text(p), h, s, r: text(r), w: text(w), o});
  const printed = fields
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `"${key}":${printFlat(value)}`);
  return `{${printed.join(',')}}`;
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : celText(value);
}

/** JSON of a number, a string or a list of strings; braces can only stand inside its strings. */
function printFlat(value: unknown): string {
  return JSON.stringify(value).replaceAll('{', '\\u007b').replaceAll('}', '\\u007d');
}

function parseEntry(json: string): readonly RecordEntry[] {
  const raw = parseJson(json);
  if (!isObject(raw) || typeof raw['n'] !== 'string' || raw['n'] === '' || !isCount(raw['i'])) return [];
  return [{n: raw['n'], i: raw['i'], ...flags(raw), ...details(raw)}];
}

function flags(raw: JsonObject): Pick<RecordEntry, 'b' | 't' | 'x' | 'h'> {
  return {
    ...(raw['b'] === 1 && {b: 1}),
    ...(isCount(raw['t']) && {t: raw['t']}),
    ...(raw['x'] === 1 && {x: 1}),
    ...(raw['h'] === 1 && {h: 1}),
  };
}

function details(raw: JsonObject): Pick<RecordEntry, 'p' | 's' | 'r' | 'w' | 'o'> {
  const [p, r, w] = [parseJson(raw['p']), parseJson(raw['r']), parseJson(raw['w'])];
  const {s, o} = raw;
  return {
    ...(p !== undefined && {p}),
    ...((isCount(s) || isStrings(s)) && {s}),
    ...(r !== undefined && {r}),
    ...(w !== undefined && {w}),
    ...(isStrings(o) && {o}),
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(entry => typeof entry === 'string');
}
