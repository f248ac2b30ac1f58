import {CATALOG} from '../../domain/catalog/catalog.ts';
import {parsePolicy} from '../../domain/policy-parse.ts';
import type {Policy} from '../../domain/policy.ts';
import {WORKLOAD_KINDS} from '../../domain/workload.ts';

/** The policy that is used where none is given: every product of the catalog is a sidecar, in every namespace. */
export function wholeCatalog(): Policy {
  return parsePolicy('ClusterSidecarPolicy', {
    metadata: {name: WHOLE_CATALOG},
    spec: {
      target: {kinds: WORKLOAD_KINDS, namespaceSelector: {}},
      sidecars: CATALOG.map(({id}) => ({profile: id})),
    },
  });
}

/** No policy of the API server can be called so. */
export const WHOLE_CATALOG = '(the whole catalog)';
