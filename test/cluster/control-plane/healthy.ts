import {readFile} from 'node:fs/promises';
import {request} from 'node:https';
import type {Endpoint} from './kubeconfig.ts';
import {until} from '../process/wait.ts';

/** Waits until the API server answers that it is ready; asking for that needs no credentials. */
export async function waitUntilHealthy({server, ca}: Endpoint, signal: AbortSignal): Promise<void> {
  await until(
    'the API server to be ready',
    async () => ((await status(`${server}/readyz`, await readFile(ca))) === 200 ? true : undefined),
    {seconds: 60, signal},
  );
}

function status(url: string, ca: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {ca, timeout: 5000, agent: false}, response => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer within 5 s')));
    asked.on('error', reject).end();
  });
}
