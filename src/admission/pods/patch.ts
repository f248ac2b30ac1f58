import {
  CONVERTED_BY_ANNOTATION,
  DELEGATED_ANNOTATION,
  POLICY_ANNOTATION,
  RECORD_ANNOTATION,
} from '../../api/constants.ts';
import {pointer} from '../../domain/pointer.ts';
import type {Policy} from '../../domain/policy.ts';
import {indented} from '../cel/logic.ts';
import {celString} from '../cel/text.ts';
import {celValue} from '../cel/value.ts';

/**
 * The JSON Patch of a pod. Containers are moved, never written anew: fields that nobody here knows stay, and so do
 * numbers that CEL could not hold.
 */
export function podPatch(policies: readonly Policy[]): string {
  return `variables.blocked ? [] :
(variables.moved.size() == 0 || has(object.spec.initContainers) ? [] : [${add("'/spec/initContainers'", '[]')}]) +
variables.outdated.reverse().map(j, JSONPatch{op: 'remove', path: '/spec/initContainers/' + string(j)}) +
variables.moved.transformList(rank, i, ['/spec/containers/' + string(i - rank)].map(at,
  ${indented(MOVE)})[0]).flatten() +
(has(object.metadata.annotations) ? [] : [${add("'/metadata/annotations'", '{}')}]) +
${annotationOperations(policies)}`;
}

/** The container at the pointer `at` is given its settings, and then its place. */
const MOVE = `[${add("at + '/restartPolicy'", "'Always'")}] +
(variables.gate[i] in ['None', 'Own'] ? [] : [${add("at + '/startupProbe'", 'variables.probe[i]')}]) +
variables.dropped[i].map(hook, JSONPatch{op: 'remove', path: at + hook}) +
[JSONPatch{op: 'move', from: at, path: '/spec/initContainers/' + string(variables.seats[rank])}]`;

function annotationOperations(policies: readonly Policy[]): string {
  const mark = (key: string, value: string): string =>
    `[${add(celString(pointer('metadata', 'annotations', key)), value)}]`;
  const keys = celValue(policies.map(({key}) => key));
  const names = celValue(policies.map(({kind, key}) => `${kind} ${key}`));
  return `${mark(POLICY_ANNOTATION, `${keys}[variables.policy]`)} +
(variables.moved.size() == 0 ? [] : ${mark(CONVERTED_BY_ANNOTATION, `${names}[variables.policy]`)} + ${mark(RECORD_ANNOTATION, 'variables.record')}) +
(variables.switches.size() == 0 ? [] : ${mark(DELEGATED_ANNOTATION, "variables.switches.join(',')")}) +
variables.switches.map(key, ${add("'/metadata/annotations/' + jsonpatch.escapeKey(key)", "'true'")})`;
}

function add(path: string, value: string): string {
  return `JSONPatch{op: 'add', path: ${path}, value: ${value}}`;
}
