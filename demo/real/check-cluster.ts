import {OPERATOR_NAMESPACE} from '../../src/api/constants.ts';
import {numberAt} from '../../src/domain/json.ts';
import {parsePolicy} from '../../src/domain/policy-parse.ts';
import type {Policy} from '../../src/domain/policy.ts';
import {isForbidden, isNotFound} from '../../src/kube/api-error.ts';
import {collectionPath, objectPath, RESOURCES} from '../../src/kube/resources.ts';
import type {Rest} from '../../src/kube/rest.ts';
import {UserError} from '../../src/runtime/errors.ts';

const KINDS = ['SidecarPolicy', 'ClusterSidecarPolicy'] as const;

/**
 * Looks whether the operator can work there; answers the policies that it will follow.
 * @throws UserError
 */
export async function checkCluster(rest: Rest, kubectl: string): Promise<readonly Policy[]> {
  await refuseSecond(rest, kubectl);
  const policies = await Promise.all(KINDS.map(async kind => policiesOf(rest, kind)));
  if (policies.every(found => found !== 'NoSuchKind')) return policies.flat();
  throw new UserError(
    'The CRDs of Outrigger are not in this cluster, and make run installs nothing in one that is not its own. To install them:\n' +
      `  ${kubectl} apply -k crds`,
  );
}

async function policiesOf(rest: Rest, kind: (typeof KINDS)[number]): Promise<readonly Policy[] | 'NoSuchKind'> {
  try {
    const {items} = await rest.page(collectionPath(RESOURCES[kind]), {limit: 500});
    return items.map(item => parsePolicy(kind, item));
  } catch (error) {
    if (isNotFound(error)) return 'NoSuchKind';
    // Whoever may see one namespace only can still run the operator there.
    if (isForbidden(error)) return [];
    throw error;
  }
}

/** A second one would wait for the first, or, in one namespace, write beside it. */
async function refuseSecond(rest: Rest, kubectl: string): Promise<void> {
  const there = {namespace: OPERATOR_NAMESPACE, name: 'outrigger'};
  try {
    const found = await rest.get(objectPath(RESOURCES.Deployment, there));
    if (numberAt(found, 'spec', 'replicas') === 0) return;
  } catch (error) {
    if (isNotFound(error) || isForbidden(error)) return;
    throw error;
  }
  throw new UserError(
    `Outrigger already runs in this cluster (deployment/outrigger in ${OPERATOR_NAMESPACE}), and a second one would only wait for it, or write beside it. To stop that one:\n` +
      `  ${kubectl} scale deployment/outrigger -n ${OPERATOR_NAMESPACE} --replicas=0`,
  );
}
