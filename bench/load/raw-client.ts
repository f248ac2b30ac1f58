import {Agent} from 'undici';
import {accessOf} from '../cluster/access.ts';
import type {RawPatch} from './raw-patch.ts';

/** How the raw loop calls itself in the API server's audit log. */
export const RAW_LOOP = 'bench-raw-loop';

/** Sends prepared patches on kept connections and knows nothing of what they do. */
export class RawClient {
  readonly #agent: Agent;
  readonly #origin: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** `kubeconfig`: of the user to act as; at most so many requests at once, more wait. */
  constructor(kubeconfig: string, connections: number) {
    const {server, ca, token} = accessOf(kubeconfig);
    this.#origin = server;
    this.#agent = new Agent({connections, connect: {ca}});
    this.#headers = {
      'user-agent': RAW_LOOP,
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'content-type': 'application/json-patch+json',
    };
  }

  /** @throws Error with the server's answer when that is not 200. */
  async send({path, body}: RawPatch): Promise<void> {
    const request = {origin: this.#origin, path, method: 'PATCH', headers: this.#headers, body} as const;
    const response = await this.#agent.request(request);
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`the API server refused a patch of the raw loop: ${text}`);
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }
}
