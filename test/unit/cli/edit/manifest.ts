import assert from 'node:assert/strict';
import {editText} from '../../../../src/cli/edit/edit-text.ts';
import {parseText} from '../../../../src/cli/input/parse-text.ts';
import {isObject, type JsonObject} from '../../../../src/domain/json.ts';

/** JSON that a test changes in place. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Mutable = any;

/** Text of lines without the indentation that they share in a test, and without the first line. */
export function lines(text: string): string {
  const indent = /\n( *)\S/.exec(text)?.[1] ?? '';
  return text
    .replace(/^\n/, '')
    .replaceAll(new RegExp(`^${indent}`, 'gm'), '')
    .replace(/ +$/, '');
}

/** The objects of a text, by index of their document. */
export function objectsIn(text: string): Map<number, JsonObject> {
  const {documents, problems} = parseText({file: 'f', text, named: true});
  assert.deepEqual(problems, []);
  return new Map(documents.flatMap(({index, value}) => (isObject(value) ? [[index, value]] : [])));
}

/** The text after a change of its first object. */
export function changed(text: string, change: (object: Mutable) => void): string {
  const [[index, object] = [0, {}]] = objectsIn(text);
  const wanted = structuredClone(object);
  change(wanted);
  return editText(text, new Map([[index, wanted]]));
}

/** Moves a container to the end of `initContainers` of a pod spec, as a native sidecar. */
export function convert(spec: Mutable, name: string): void {
  const moved = spec.containers.filter((each: Mutable) => each.name === name);
  spec.containers = spec.containers.filter((each: Mutable) => each.name !== name);
  spec.initContainers = [
    ...(spec.initContainers ?? []),
    ...moved.map((each: Mutable) => ({...each, restartPolicy: 'Always'})),
  ];
}
