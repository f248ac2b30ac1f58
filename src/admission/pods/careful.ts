import {
  CONVERTED_BY_ANNOTATION,
  DELEGATED_ANNOTATION,
  LOOKED_ANNOTATION,
  POLICY_ANNOTATION,
  RECORD_ANNOTATION,
} from '../../api/constants.ts';
import {finding, type Finding} from '../../domain/finding.ts';
import {pointer} from '../../domain/pointer.ts';
import {celPattern, celString} from '../cel/text.ts';
import {celValue} from '../cel/value.ts';
import {variable, type Variable} from '../cel/variable.ts';
import {isNative} from './pod-variables.ts';
import type {PodPolicyUnit} from './unit.ts';

/**
 * Whether an injector may be asked once more after the policy's second run. What it does then is not seen by anybody, so
 * the second run must leave it a pod in which it finds its own containers where it has put them. An injector that is
 * known to look at init containers, too, is what acknowledging `InjectorReinvoked` is for.
 */
export function isCareful({reinvoked = [], policies}: PodPolicyUnit): boolean {
  return reinvoked.length > 0 && !policies.every(({acknowledge}) => acknowledge.includes('InjectorReinvoked'));
}

/** What a policy is told whose pods are compiled for with care. */
export function leavesInjected(reinvoked: readonly string[] = []): Finding {
  const [first = '', ...more] = reinvoked;
  const names = more.length === 0 ? first : `${first} and ${more.length} more`;
  return finding(
    'InjectorReinvoked',
    `A webhook is asked a second time about pods that were changed after it (${names}). If it knows its container only by its place in containers, it would add it again to a converted pod, which would be refused; so what webhooks add to pods stays classic here. If all injectors look at init containers as well, acknowledge InjectorReinvoked.`,
  );
}

/** What the second run has to know; the first one leaves a mark, and the second takes it away. */
export function carefulVariables(): readonly Variable[] {
  return [
    variable('looked', 'This is the second run: injectors have added theirs.', `${MARK} in variables.annotations`),
    {
      name: 'recorded',
      expression: `variables.annotations[?${celString(RECORD_ANNOTATION)}].orValue('').findAll(${celPattern(String.raw`\{[^{}]*\}`)})`,
    },
    variable(
      'again',
      'Places of sidecars that the first run has made native and an injector has added again: it looks in containers only.',
      `variables.places.filter(j, ${isNative('variables.inits[j]')} &&
  variables.containers.exists(c, c.name == variables.inits[j].name) &&
  variables.recorded.exists(e, ${isEntryOf('variables.inits[j]')}))`,
    ),
    {
      name: 'left',
      expression: `variables.recorded.filter(e, !variables.again.exists(j, ${isEntryOf('variables.inits[j]')}))`,
    },
  ];
}

/**
 * The first run does what it always does, and marks the pod, which makes for a second one. That moves nothing: what is
 * new was injected and stays classic, and what was added again gives up its native copy.
 * @param patch of a policy that need not be careful
 */
export function carefulPatch(patch: string): string {
  return `variables.looked ?
(${UNDO}) :
((${patch}) +
(variables.blocked && !has(object.metadata.annotations) ? [JSONPatch{op: 'add', path: '/metadata/annotations', value: {}}] : []) +
[JSONPatch{op: 'add', path: ${annotation(LOOKED_ANNOTATION)}, value: 'once'}])`;
}

const MARK = celString(LOOKED_ANNOTATION);
const MARKS = celValue([RECORD_ANNOTATION, CONVERTED_BY_ANNOTATION]);
const DELEGATED = celString(DELEGATED_ANNOTATION);

const UNDO = `variables.again.reverse().map(j, JSONPatch{op: 'remove', path: '/spec/initContainers/' + string(j)}) +
(variables.again.size() == 0 ? [] :
  variables.left.size() > 0 ? [JSONPatch{op: 'add', path: ${annotation(RECORD_ANNOTATION)}, value: '[' + variables.left.join(',') + ']'}] :
  (${MARKS} + (${DELEGATED} in variables.annotations ? [] : [${celString(POLICY_ANNOTATION)}])).filter(key, key in variables.annotations)
    .map(key, JSONPatch{op: 'remove', path: '/metadata/annotations/' + jsonpatch.escapeKey(key)})) +
[JSONPatch{op: 'remove', path: ${annotation(LOOKED_ANNOTATION)}}]`;

function annotation(key: string): string {
  return celString(pointer('metadata', 'annotations', key));
}

function isEntryOf(container: string): string {
  return `e.startsWith('{"n":"' + ${container}.name + '",')`;
}
