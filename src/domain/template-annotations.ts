import {annotationChange, type Wanted} from './annotation-change.ts';
import type {Operation} from './decision.ts';
import {isObject, stringMapAt} from './json.ts';
import {pointer} from './pointer.ts';
import {templatePointer, type Workload} from './workload.ts';

/** Guarded operations on the whole stored object that give its pod template these annotations, or take them away. */
export function templateAnnotationOperations({kind, template}: Workload, wanted: Wanted): readonly Operation[] {
  const path = templatePointer(kind) + pointer('metadata', 'annotations');
  const {annotations} = template.metadata;
  const now = stringMapAt(template.metadata, 'annotations');
  const changes = Object.entries(wanted).flatMap(([key, value]): readonly Operation[] => {
    const change = annotationChange(path, key, [now[key], value]);
    return change.length === 0 ? [] : [{op: 'test', path: path + pointer(key), value: now[key] ?? null}, ...change];
  });
  if (changes.length === 0) return [];
  if (!isObject(annotations)) return [{op: 'test', path, value: null}, {op: 'add', path, value: {}}, ...changes];
  // An empty map would not be what was there before.
  const isNoneSet = changes.every(({op}) => op !== 'add');
  const isEmptied =
    isNoneSet && Object.keys(annotations).every(key => Object.hasOwn(wanted, key) && wanted[key] === undefined);
  return isEmptied
    ? [
        {op: 'test', path, value: annotations},
        {op: 'remove', path},
      ]
    : changes;
}
