import {OPERATOR_NAMESPACE} from '../../api/constants.ts';
import {numberAt, stringAt} from '../../domain/json.ts';
import {isNotFound} from '../../kube/api-error.ts';
import {objectPath, RESOURCES} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import type {Clock} from '../../runtime/clock.ts';

const LEASE = objectPath(RESOURCES.Lease, {namespace: OPERATOR_NAMESPACE, name: 'outrigger'});

/**
 * Whether an operator works: it holds the Lease and has renewed it lately. One that is confined to a namespace has no
 * Lease, and is not seen.
 */
export async function operatorWorks({
  rest,
  clock,
}: {
  readonly rest: Pick<Rest, 'get'>;
  readonly clock: Clock;
}): Promise<boolean> {
  try {
    const lease = await rest.get(LEASE);
    const renewed = Date.parse(stringAt(lease, 'spec', 'renewTime') ?? '');
    const seconds = numberAt(lease, 'spec', 'leaseDurationSeconds') ?? 0;
    const isHeld = (stringAt(lease, 'spec', 'holderIdentity') ?? '') !== '';
    // Twice as long: the server's time is known to a second.
    return isHeld && clock.now() - renewed < 2000 * seconds;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
