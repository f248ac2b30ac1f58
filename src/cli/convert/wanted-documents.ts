import {isObject, objectAt, type JsonObject} from '../../domain/json.ts';
import {podSpecKeys} from '../../domain/workload.ts';
import type {FoundWorkload} from '../input/gather.ts';

/** What a workload of a file is to have. */
export interface WantedWorkload {
  readonly found: FoundWorkload;
  /** The pod template's spec. */
  readonly spec: JsonObject;
  /** The pod template's annotations; absent: they stay. Where there are to be none, there is no map of them either. */
  readonly annotations?: JsonObject;
  /** Annotations of the workload itself that go. */
  readonly without?: readonly string[];
}

/**
 * What documents are to become: by file, and then by the index of the document in the text, as whoever edits the text
 * counts them. Nothing else in them differs from what was read; documents that stay as they are do not appear.
 */
export function wantedDocuments(
  wanted: readonly WantedWorkload[],
): ReadonlyMap<string, ReadonlyMap<number, JsonObject>> {
  const files = new Map<string, Map<number, JsonObject>>();
  for (const one of wanted) {
    const {origin, documentIndex, document, itemPath} = one.found;
    const documents = files.get(origin.file) ?? new Map<number, JsonObject>();
    const keys = itemPath.flatMap(index => ['items', index]);
    const changed = withValue(documents.get(documentIndex) ?? document, keys, object => wantedObject(object, one));
    if (isObject(changed)) documents.set(documentIndex, changed);
    files.set(origin.file, documents);
  }
  return files;
}

function wantedObject(object: unknown, {found, spec, annotations, without = []}: WantedWorkload): unknown {
  const specKeys = podSpecKeys(found.workload.kind);
  const changed = withValue(object, specKeys, () => spec);
  const annotated =
    annotations === undefined
      ? changed
      : withValue(changed, specKeys.slice(0, -1), template => annotatedTemplate(objectAt(template), annotations));
  return without.length === 0 ? annotated : withValue(annotated, ['metadata'], metadata => unmarked(metadata, without));
}

/** Metadata that would hold nothing but annotations comes with them, where people look for it, and goes with them. */
function annotatedTemplate(template: JsonObject, annotations: JsonObject): JsonObject {
  const {metadata, ...body} = template;
  if (Object.keys(annotations).length > 0) {
    return isObject(metadata)
      ? {...template, metadata: {...metadata, annotations}}
      : {metadata: {annotations}, ...body};
  }
  const {annotations: _, ...others} = objectAt(metadata);
  return Object.keys(others).length === 0 ? body : {...template, metadata: others};
}

function unmarked(metadata: unknown, names: readonly string[]): unknown {
  const {annotations: _, ...others} = objectAt(metadata);
  const kept = Object.entries(objectAt(metadata, 'annotations')).filter(([name]) => !names.includes(name));
  return kept.length === 0 ? others : withValue(metadata, ['annotations'], () => Object.fromEntries(kept));
}

/** The value with another one at a path of keys and indexes, all of which are there. */
function withValue(
  value: unknown,
  [key, ...rest]: readonly (string | number)[],
  change: (inner: unknown) => unknown,
): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value) && typeof key === 'number') return value.with(key, withValue(value[key], rest, change));
  return isObject(value) ? {...value, [key]: withValue(value[key], rest, change)} : value;
}
