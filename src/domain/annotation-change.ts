import type {Operation} from './decision.ts';
import {pointer} from './pointer.ts';

/** Annotations as they are to be; undefined: not to be there. Those that are not named stay. */
export type Wanted = Readonly<Record<string, string | undefined>>;

/** The operation that gives an annotation of the map at `path` its value; none where it has it. */
export function annotationChange(
  path: string,
  key: string,
  [now, value]: readonly [now: string | undefined, value: string | undefined],
): readonly Operation[] {
  const at = path + pointer(key);
  if (value === undefined) return now === undefined ? [] : [{op: 'remove', path: at}];
  return now === value ? [] : [{op: 'add', path: at, value}];
}
