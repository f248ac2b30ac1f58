import {REVERT_FINALIZER} from '../../api/constants.ts';
import {objectsAt, stringAt} from '../../domain/json.ts';
import type {Policy} from '../../domain/policy.ts';
import {parsePolicy} from '../../domain/policy-parse.ts';
import {isConflict, isNotFound} from '../../kube/api-error.ts';
import {objectPath, RESOURCES} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';

/** What becomes of what is converted. */
export type Choice = 'Revert' | 'Keep';

/** Somebody else may write to the policy at the same time; that is worth some tries. */
const TRIES = 5;

/**
 * Deletes a policy so that what it has converted is put back by the operator (it waits for that, by its finalizer), or
 * stays (it goes at once). @throws ApiError, ConnectionError
 */
export async function leavePolicy(rest: Rest, policy: Policy, choice: Choice): Promise<void> {
  const path = objectPath(RESOURCES[policy.kind], policy);
  await onTheNewest(rest, policy, newest => ({
    metadata: {finalizers: finalizersFor(newest, choice)},
    spec: {conversion: {onDelete: choice}},
  }));
  await unlessGone(async () => rest.delete(path));
}

/** Lets a policy go that nobody sees off. @throws ApiError, ConnectionError */
export async function dropFinalizer(rest: Rest, policy: Policy): Promise<void> {
  await onTheNewest(rest, policy, ({finalizers}) => ({
    metadata: {finalizers: finalizers.filter(name => name !== REVERT_FINALIZER)},
  }));
}

/** How far a policy is on its way out, to compare: its name, and what the operator last said of it. */
export function progressOf({key, status}: Policy): string {
  const progressing = objectsAt(status, 'conditions').find(({type}) => type === 'Progressing');
  return `${key} ${stringAt(progressing, 'message') ?? ''}`;
}

/** One that is being deleted gets no finalizer any more: the API server takes none. */
function finalizersFor({finalizers, deleting}: Policy, choice: Choice): readonly string[] {
  const others = finalizers.filter(name => name !== REVERT_FINALIZER);
  if (choice === 'Keep') return others;
  return deleting ? finalizers : [...others, REVERT_FINALIZER];
}

async function onTheNewest(
  rest: Rest,
  policy: Policy,
  change: (newest: Policy) => {readonly metadata: {readonly finalizers: readonly string[]}; readonly spec?: unknown},
): Promise<void> {
  const path = objectPath(RESOURCES[policy.kind], policy);
  for (let attempt = 1; ; attempt++) {
    try {
      const object = await rest.get(path);
      const {metadata, ...others} = change(parsePolicy(policy.kind, object));
      const resourceVersion = stringAt(object, 'metadata', 'resourceVersion');
      await rest.mergePatch(path, {...others, metadata: {...metadata, resourceVersion}});
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      if (!isConflict(error) || attempt === TRIES) throw error;
    }
  }
}

async function unlessGone(attempt: () => Promise<unknown>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
