import {COMPILED_SELECTOR, compiledFrom} from '../admission/pods/names.ts';
import {stringAt} from '../domain/json.ts';
import {isNotFound} from '../kube/api-error.ts';
import {pages} from '../kube/pager.ts';
import {collectionPath, objectPath, RESOURCES} from '../kube/resources.ts';
import type {Rest} from '../kube/rest.ts';

/** The binding of a compiled pod policy: without it, the policy does nothing. */
export interface CompiledBinding {
  readonly name: string;
  /** e.g. `SidecarPolicy shop/shop generation 3 suspended`. */
  readonly from: readonly string[];
}

/** Those in force now; none where the server does not know the kind. @throws ApiError, ConnectionError */
export async function compiledBindings(rest: Pick<Rest, 'page'>): Promise<readonly CompiledBinding[]> {
  const path = collectionPath(RESOURCES.MutatingAdmissionPolicyBinding);
  const found: CompiledBinding[] = [];
  try {
    for await (const page of pages(rest, path, {labelSelector: COMPILED_SELECTOR}, new AbortController().signal)) {
      for (const object of page.items) {
        found.push({name: stringAt(object, 'metadata', 'name') ?? '', from: compiledFrom(object)});
      }
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return found;
}

/** It may be gone already. @throws ApiError, ConnectionError */
export async function deleteBinding(rest: Pick<Rest, 'delete'>, name: string): Promise<void> {
  try {
    await rest.delete(objectPath(RESOURCES.MutatingAdmissionPolicyBinding, {name}));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
