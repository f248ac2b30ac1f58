import {createHash} from 'node:crypto';
import {COMPILED_FROM_ANNOTATION, COMPILED_LABEL} from '../../admission/pods/names.ts';
import {canonicalJson, stringAt, stringMapAt, valueAt, type JsonObject} from '../../domain/json.ts';

/** What is kept of a stored pod policy or binding: they are large, and nothing of them is read. */
export interface CompiledView {
  readonly resourceVersion: string;
  readonly name: string;
  /** Equal to that of what it should be: it is as it should be. */
  readonly digest: string;
}

export function compiledView(object: JsonObject): CompiledView {
  return {
    resourceVersion: stringAt(object, 'metadata', 'resourceVersion') ?? '',
    name: stringAt(object, 'metadata', 'name') ?? '',
    digest: digestOf(object),
  };
}

/** Of the spec and of what Outrigger says in the metadata; what others add there is theirs. */
export function digestOf(object: JsonObject): string {
  const label = stringMapAt(object, 'metadata', 'labels')[COMPILED_LABEL];
  const from = stringMapAt(object, 'metadata', 'annotations')[COMPILED_FROM_ANNOTATION];
  const isGoing = valueAt(object, 'metadata', 'deletionTimestamp') !== undefined;
  const text = canonicalJson({spec: object['spec'], label, from, isGoing});
  return createHash('sha256').update(text).digest('base64');
}
