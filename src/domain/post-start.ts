import type {Profile} from './catalog/profile.ts';
import {isObject, stringsAt, valueAt, type JsonObject} from './json.ts';

/**
 * A container's postStart hook that only waits for its own product to be up, and goes: the product's native mode has a
 * startup probe in its place. Undefined: there is none, or it does more.
 */
export function droppedWait(container: JsonObject, profile: Profile | undefined): JsonObject | undefined {
  const hook = valueAt(container, 'lifecycle', 'postStart');
  const waitsBy = profile?.waitsBy;
  if (!isObject(hook) || waitsBy === undefined) return undefined;
  const [program = '', ...words] = stringsAt(hook, 'exec', 'command');
  const command = [program.slice(program.lastIndexOf('/') + 1), ...words];
  const isWait = waitsBy.every((word, index) => command[index] === word);
  return isWait && command.slice(waitsBy.length).every(word => word.startsWith('-')) ? hook : undefined;
}
