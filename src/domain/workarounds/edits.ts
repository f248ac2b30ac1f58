import {isObject, type JsonObject} from '../json.ts';

/** Where something lies in the pod template, as JSON keys: `['spec', 'containers', 0, 'args', 1]`. */
export type Keys = readonly (string | number)[];

/** One change of the pod template. A cut replaces exactly the UTF-16 range of a string; all else stays as it is. */
export type Edit =
  | {readonly type: 'Cut'; readonly keys: Keys; readonly start: number; readonly end: number; readonly text?: string}
  | {readonly type: 'Set'; readonly keys: Keys; readonly value: unknown}
  | {readonly type: 'Delete'; readonly keys: Keys};

/**
 * The value with all edits, whose keys and ranges name places of the value as it was. Where two cuts overlap, the later
 * one is left out: it is found again when what remains is looked at.
 */
export function applyEdits(value: unknown, edits: readonly Edit[]): unknown {
  const ordered = distinct(edits).sort(byOrder);
  return ordered.reduce((now, edit, index) => (overlaps(edit, ordered[index - 1]) ? now : applied(now, edit)), value);
}

/** `spec.containers[0].args[1]`: keys as findings write them. */
export function pathOf(keys: Keys): string {
  return keys
    .map(key => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}

function distinct(edits: readonly Edit[]): Edit[] {
  return [...new Map(edits.map(edit => [JSON.stringify(edit), edit])).values()];
}

const STEPS = {Cut: 0, Set: 1, Delete: 2} as const;

/** Cuts from the end of each text, so that ranges before stay true; then deletions from the end of each list. */
function byOrder(a: Edit, b: Edit): number {
  if (a.type !== b.type) return STEPS[a.type] - STEPS[b.type];
  const places = compareKeys(b.keys, a.keys);
  return places === 0 && a.type === 'Cut' && b.type === 'Cut' ? b.start - a.start || b.end - a.end : places;
}

function compareKeys(a: Keys, b: Keys): number {
  const at = a.findIndex((key, index) => key !== b[index]);
  if (at < 0) return a.length - b.length;
  const [left, right] = [a[at], b[at]];
  if (right === undefined) return 1;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : 1;
}

function overlaps(edit: Edit, before: Edit | undefined): boolean {
  if (edit.type !== 'Cut' || before?.type !== 'Cut') return false;
  return compareKeys(edit.keys, before.keys) === 0 && edit.end > before.start;
}

function applied(value: unknown, edit: Edit, depth = 0): unknown {
  const key = edit.keys[depth];
  if (key === undefined) return ended(value, edit);
  if (Array.isArray(value)) return typeof key === 'number' ? inList(value, key, edit, depth) : value;
  return isObject(value) && typeof key === 'string' ? inObject(value, key, edit, depth) : value;
}

function inList(list: readonly unknown[], index: number, edit: Edit, depth: number): unknown {
  if (edit.type === 'Delete' && isLast(edit, depth)) return list.toSpliced(index, 1);
  return index < list.length ? list.with(index, applied(list[index], edit, depth + 1)) : list;
}

function inObject(object: JsonObject, key: string, edit: Edit, depth: number): unknown {
  if (edit.type === 'Set' && isLast(edit, depth) && !Object.hasOwn(object, key)) return {...object, [key]: edit.value};
  const entries = Object.entries(object);
  // Not by assignment: a key may be `__proto__`.
  return Object.fromEntries(
    edit.type === 'Delete' && isLast(edit, depth)
      ? entries.filter(([name]) => name !== key)
      : entries.map(([name, one]) => [name, name === key ? applied(one, edit, depth + 1) : one]),
  );
}

function isLast({keys}: Edit, depth: number): boolean {
  return depth === keys.length - 1;
}

function ended(value: unknown, edit: Edit): unknown {
  if (edit.type === 'Set') return edit.value;
  if (edit.type === 'Delete' || typeof value !== 'string') return value;
  return value.slice(0, edit.start) + (edit.text ?? '') + value.slice(edit.end);
}
