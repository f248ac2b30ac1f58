import type {PolicyView} from '../../../src/controllers/views/policy-view.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import {Store} from '../../../src/kube/store.ts';
import type {ReconcileContext} from '../../../src/runtime/controller.ts';
import {policy} from '../../support/builders.ts';
import type {FakeClock} from '../../support/fake-clock.ts';
import {MemoryLog} from '../../support/memory-log.ts';

/** `shop/shop` in Enforce, to be reverted when it is deleted. */
export const ENFORCED: PolicyView = policyWith({});

export function policyWith(fields: Partial<Policy>, conversion: Partial<Policy['conversion']> = {}): PolicyView {
  const made = policy(fields);
  return {...made, resourceVersion: '1', conversion: {...made.conversion, onDelete: 'Revert', ...conversion}};
}

export interface PolicyStores {
  readonly policies: Store<PolicyView>;
  readonly clusterPolicies: Store<PolicyView>;
}

export function inStore(clock: FakeClock, view: PolicyView): PolicyStores {
  const policies = new Store<PolicyView>(clock, () => undefined);
  policies.set(view.key, view.resourceVersion, view);
  return {policies, clusterPolicies: new Store<PolicyView>(clock, () => undefined)};
}

export function run(log = new MemoryLog()): ReconcileContext {
  return {signal: new AbortController().signal, log};
}

export function refusal(status: number, message: string): () => Promise<never> {
  return async () => Promise.reject(new ApiError(status, {message}));
}
