import {isObject, stringAt, type JsonObject} from '../../domain/json.ts';
import type {Origin} from './origin.ts';
import type {ParsedDocument} from './parse-text.ts';

/** One Kubernetes object of the input. */
export interface FoundObject {
  readonly object: JsonObject;
  readonly origin: Origin;
  /** Of the YAML document that it is in, or is. */
  readonly documentIndex: number;
  /** The document that it is in, or is, as it was read. */
  readonly document: unknown;
  /** Where in the document: empty for the whole of it, else places in `items`, outer first. */
  readonly itemPath: readonly number[];
}

/** The objects of a document: itself, or what its List holds, Lists in Lists included. What has no kind is none. */
export function objectsOf({value, origin, index, itemLines}: ParsedDocument): readonly FoundObject[] {
  return flatten({object: value, origin, documentIndex: index, document: value, itemPath: []}, itemLines);
}

function flatten(found: Omit<FoundObject, 'object'> & {object: unknown}, lines: readonly number[]): FoundObject[] {
  const {object} = found;
  if (!isObject(object) || typeof object['kind'] !== 'string') return [];
  const {items} = object;
  if (!isList(object) || !Array.isArray(items)) return [{...found, object}];
  return items.flatMap((item: unknown, index) => {
    const line = lines[index] ?? found.origin.line;
    const origin = {...found.origin, item: index + 1, ...(line === undefined ? {} : {line})};
    return flatten({...found, object: withKind(item, object), origin, itemPath: [...found.itemPath, index]}, []);
  });
}

function isList(object: JsonObject): boolean {
  return stringAt(object, 'kind')?.endsWith('List') === true;
}

/** The API server leaves kind and version out of the items of a typed list such as DeploymentList. */
function withKind(item: unknown, list: JsonObject): unknown {
  if (!isObject(item) || item['kind'] !== undefined || list['kind'] === 'List') return item;
  return {apiVersion: list['apiVersion'], kind: String(list['kind']).replace(/List$/, ''), ...item};
}
