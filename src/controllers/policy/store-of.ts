import type {Store} from '../../kube/store.ts';
import type {Stores} from '../cluster-state.ts';
import type {PolicyView} from '../views/policy-view.ts';

/** The store that a policy is in: writes to it go through there, so that nobody acts on the policy as it was before. */
export function storeOf(stores: Pick<Stores, 'policies' | 'clusterPolicies'>, {kind}: PolicyView): Store<PolicyView> {
  return kind === 'SidecarPolicy' ? stores.policies : stores.clusterPolicies;
}
