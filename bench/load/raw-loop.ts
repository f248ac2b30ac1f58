import {inParallel} from '../../test/support/in-parallel.ts';
import {RawClient} from './raw-client.ts';
import type {RawPatch} from './raw-patch.ts';

/**
 * Sends the patches, so many at a time, and does nothing else: what the API server can take at most from one user
 * agent. `kubeconfig`: of the user to act as.
 */
export async function rawLoop(kubeconfig: string, patches: readonly RawPatch[], inFlight: number): Promise<void> {
  const client = new RawClient(kubeconfig, inFlight);
  try {
    await inParallel(patches, inFlight, async patch => client.send(patch));
  } finally {
    await client.close();
  }
}
