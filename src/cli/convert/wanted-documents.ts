import {isObject, type JsonObject} from '../../domain/json.ts';
import {podSpecKeys} from '../../domain/workload.ts';
import type {FoundWorkload} from '../input/gather.ts';

/** The pod spec that a workload of a file is to have. */
export interface WantedSpec {
  readonly found: FoundWorkload;
  readonly spec: JsonObject;
}

/**
 * What documents are to become: by file, and then by the index of the document in the text, as whoever edits the text
 * counts them. Only the pod specs differ from what was read; documents that stay as they are do not appear.
 */
export function wantedDocuments(wanted: readonly WantedSpec[]): ReadonlyMap<string, ReadonlyMap<number, JsonObject>> {
  const files = new Map<string, Map<number, JsonObject>>();
  for (const {found, spec} of wanted) {
    const {origin, documentIndex, document, itemPath, workload} = found;
    const documents = files.get(origin.file) ?? new Map<number, JsonObject>();
    const keys = [...itemPath.flatMap(index => ['items', index]), ...podSpecKeys(workload.kind)];
    const changed = withValue(documents.get(documentIndex) ?? document, keys, spec);
    if (isObject(changed)) documents.set(documentIndex, changed);
    files.set(origin.file, documents);
  }
  return files;
}

/** The value with another one at a path of keys and indexes, all of which are there. */
function withValue(value: unknown, [key, ...rest]: readonly (string | number)[], inner: unknown): unknown {
  if (key === undefined) return inner;
  if (Array.isArray(value) && typeof key === 'number') return value.with(key, withValue(value[key], rest, inner));
  return isObject(value) ? {...value, [key]: withValue(value[key], rest, inner)} : value;
}
