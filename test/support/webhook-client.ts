import {once} from 'node:events';
import {Agent, request} from 'node:https';
import {connect, type TLSSocket} from 'node:tls';
import {text} from 'node:stream/consumers';
import type {IncomingMessage} from 'node:http';

export interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** In pieces: sent without a length. */
  readonly body?: string | Buffer | readonly (string | Buffer)[];
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Speaks HTTPS to a webhook on this machine, as the API server would and as others might. */
export class WebhookClient {
  readonly #port: number;
  readonly #agent: Agent;

  /** @param ca PEM; the certificate must be good for `servername` */
  constructor(port: number, ca: string, servername = 'localhost') {
    this.#port = port;
    this.#agent = new Agent({ca, keepAlive: true, maxSockets: 64, servername});
  }

  async send({method = 'POST', path = '/mutate', headers = JSON_TYPE, body = ''}: Sent): Promise<Received> {
    const pieces = Array.isArray(body) ? (body as readonly (string | Buffer)[]) : undefined;
    const whole = pieces === undefined ? Buffer.from(body as string) : undefined;
    const length = whole === undefined ? {} : {'content-length': String(whole.length)};
    const sending = request({
      host: '127.0.0.1',
      port: this.#port,
      agent: this.#agent,
      method,
      path,
      headers: {...length, ...headers},
    });
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    // A connection may end while an answer is read.
    sending.on('error', () => undefined);
    for (const piece of pieces ?? []) sending.write(piece);
    sending.end(whole);
    const [response] = await answered;
    return {status: response.statusCode ?? 0, headers: response.headers, body: await text(response)};
  }

  async review(value: unknown): Promise<Received> {
    return this.send({body: JSON.stringify(value)});
  }

  /** A connection on which anything can be said; it is the caller's to end. */
  async raw(ca: string): Promise<TLSSocket> {
    const socket = connect({host: '127.0.0.1', port: this.#port, ca, servername: 'localhost'});
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect');
    return socket;
  }

  close(): void {
    this.#agent.destroy();
  }
}

const JSON_TYPE = {'content-type': 'application/json'};
