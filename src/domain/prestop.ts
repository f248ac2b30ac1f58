import {isObject, objectAt, sameJson, valueAt, type JsonObject} from './json.ts';
import type {SidecarRule} from './policy.ts';
import type {RecordEntry} from './record.ts';

/** How a record remembers a dropped preStop hook. */
export type DroppedHook = Pick<RecordEntry, 'h' | 's' | 'r'>;

export const SLEEP_PROGRAM = /^(\/usr)?(\/bin\/)?sleep$/;
export const SHELL_PROGRAM = /^(\/usr)?(\/bin\/)?(ba|da|a)?sh$/;
export const DURATION = /^[0-9.]+[smh]?$/;
/** The whole script of `sh -c`; white space is RE2's `\s`, since admission policies use the same expression. */
export const SLEEP_SCRIPT = /^[\t\n\f\r ]*(\/bin\/)?sleep[\t\n\f\r ]+[0-9.]+[smh]?[\t\n\f\r ]*;?[\t\n\f\r ]*$/;
/** No real sleep is longer; it bounds the expression's backtracking on hostile text. */
export const LONGEST_SCRIPT = 200;

/**
 * What becomes of a container's preStop hook, as the record would remember it; undefined: it stays.
 * Auto drops pure sleeps only: a native sidecar is stopped after the app anyway, and the sleep would just delay every
 * termination (KEP-753; E13).
 */
export function droppedHook(container: JsonObject, preStop: SidecarRule['preStop']): DroppedHook | undefined {
  const hook = valueAt(container, 'lifecycle', 'preStop');
  if (!isObject(hook) || preStop === 'Keep') return undefined;
  const sleep = pureSleep(hook);
  if (sleep === undefined) return preStop === 'Remove' ? {h: 1, r: hook} : undefined;
  return sameJson(hookOf({h: 1, s: sleep}), hook) ? {h: 1, s: sleep} : {h: 1, r: hook};
}

/** The hook that a record entry remembers, to be put back; undefined: none, or it is not known. */
export function hookOf(entry: DroppedHook): JsonObject | undefined {
  const {s, r} = entry;
  if (typeof s === 'number') return {sleep: {seconds: s}};
  if (s !== undefined) return {exec: {command: s}};
  return isObject(r) ? r : undefined;
}

/** Seconds of a `sleep` action or the command of an `exec` that does nothing but sleep; undefined: it does more. */
export function pureSleep(hook: JsonObject): number | readonly string[] | undefined {
  const seconds = valueAt(hook, 'sleep', 'seconds');
  if (Number.isSafeInteger(seconds) && (seconds as number) >= 0) return seconds as number;
  const command = objectAt(hook, 'exec')['command'];
  return isStrings(command) && isSleepCommand(command) ? command : undefined;
}

function isSleepCommand(command: readonly string[]): boolean {
  const [program = '', first = '', script = ''] = command;
  if (command.length === 2) return SLEEP_PROGRAM.test(program) && DURATION.test(first);
  if (command.length !== 3 || !SHELL_PROGRAM.test(program) || first !== '-c') return false;
  return script.length <= LONGEST_SCRIPT && SLEEP_SCRIPT.test(script);
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(entry => typeof entry === 'string');
}
