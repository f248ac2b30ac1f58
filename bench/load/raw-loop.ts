import {Agent} from 'undici';
import {inParallel} from '../../test/support/in-parallel.ts';
import {accessOf} from '../cluster/access.ts';
import type {RawPatch} from './raw-patch.ts';

/** How the loop calls itself in the API server's audit log. */
export const RAW_LOOP = 'bench-raw-loop';

/**
 * Sends the patches, so many at a time, and does nothing else: what the API server can take at most from one user
 * agent. `kubeconfig`: of the user to act as.
 */
export async function rawLoop(kubeconfig: string, patches: readonly RawPatch[], inFlight: number): Promise<void> {
  const {server, ca, token} = accessOf(kubeconfig);
  const agent = new Agent({connections: inFlight, connect: {ca}});
  const headers = {
    'user-agent': RAW_LOOP,
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    'content-type': 'application/json-patch+json',
  };
  try {
    await inParallel(patches, inFlight, async ({path, body}) => {
      const response = await agent.request({origin: server, path, method: 'PATCH', headers, body});
      const text = await response.body.text();
      if (response.statusCode !== 200) throw new Error(`the API server refused a patch of the raw loop: ${text}`);
    });
  } finally {
    await agent.close();
  }
}
