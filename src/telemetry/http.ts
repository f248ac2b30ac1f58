import {once} from 'node:events';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Registry} from 'prom-client';
import type {Clock} from '../runtime/clock.ts';
import {asError, UserError} from '../runtime/errors.ts';
import type {Log} from '../runtime/log.ts';
import type {Server} from '../runtime/manager.ts';

export interface HttpOptions {
  /** `HOST:PORT`, `[IPv6]:PORT`, or `:PORT` for every address; port 0 takes a free one. */
  readonly address: string;
  readonly registry: Registry;
  /** What keeps the operator from being ready, one sentence each. */
  readonly missing: () => readonly string[];
  readonly clock: Clock;
  /** Where failures of the server itself go. */
  readonly log?: Log;
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
}

/** How long a stop waits for answers that are being sent, in milliseconds. */
const CLOSE_TIMEOUT = 1000;

/** `/metrics`, `/healthz` (the process lives) and `/readyz` (it does its work, or says what is missing). */
export class TelemetryServer implements Server {
  readonly #options: HttpOptions;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  /** Where it listens once started, in the form of {@link HttpOptions.address}: `:8080` is every address. */
  get listening(): string {
    const {address, family, port} = this.#server.address() as AddressInfo;
    if (isEvery(address) && parseAddress(this.#options.address).host === '') return `:${port}`;
    return `${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Base URL once started: one that can be fetched from this machine. */
  get url(): string {
    const {address, family, port} = this.#server.address() as AddressInfo;
    const host = isEvery(address) ? '127.0.0.1' : address;
    return `http://${family === 'IPv6' && host === address ? `[${host}]` : host}:${port}`;
  }

  /** @throws UserError when the address cannot be had. */
  async start(): Promise<void> {
    const {host, port} = parseAddress(this.#options.address);
    try {
      this.#server.listen({port, ...(host === '' ? {} : {host})});
      await once(this.#server, 'listening');
    } catch (thrown) {
      throw new UserError(whyNot(this.#options.address, asError(thrown)), {cause: thrown});
    }
    // Such as no file descriptor left for another connection: no reason to end the process.
    this.#server.on('error', error => this.#options.log?.error('metrics server failed', {error}));
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    const cancel = this.#options.clock.setTimer(CLOSE_TIMEOUT, () => this.#server.closeAllConnections());
    await closed;
    cancel();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const {
      status,
      type = 'text/plain; charset=utf-8',
      body,
    } = await this.#answer(request).catch((thrown: unknown) => {
      this.#options.log?.error('request failed', {url: request.url, error: thrown});
      return {status: 500, type: undefined, body: 'this failed; the log says why\n'};
    });
    response.writeHead(status, {'content-type': type, 'cache-control': 'no-store'});
    response.end(request.method === 'HEAD' ? '' : body);
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    if (request.method !== 'GET' && request.method !== 'HEAD') return {status: 405, body: 'only GET\n'};
    switch (request.url?.split('?')[0]) {
      case '/metrics':
        return this.#metrics();
      case '/healthz':
        return {status: 200, body: 'ok\n'};
      case '/readyz':
        return this.#ready();
      default:
        return {status: 404, body: 'there is /metrics, /healthz and /readyz\n'};
    }
  }

  async #metrics(): Promise<Answer> {
    const {registry} = this.#options;
    return {status: 200, type: registry.contentType, body: await registry.metrics()};
  }

  #ready(): Answer {
    const missing = this.#options.missing();
    if (missing.length === 0) return {status: 200, body: 'ok\n'};
    return {status: 503, body: missing.map(sentence => `${sentence}\n`).join('')};
  }
}

const isEvery = (address: string): boolean => ['::', '0.0.0.0'].includes(address);

/** @throws UserError when it is no `HOST:PORT`. */
export function parseAddress(address: string): {readonly host: string; readonly port: number} {
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<host>[^:[\]]*)):(?<port>\d{1,5})$/.exec(address);
  const port = Number(match?.groups?.['port']);
  if (match === null || port > 65_535) {
    throw new UserError(`"${address}" is no address: use HOST:PORT, [IPv6]:PORT, or :PORT for every address.`);
  }
  return {host: match.groups?.['v6'] ?? match.groups?.['host'] ?? '', port};
}

function whyNot(address: string, error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `The metrics address ${address} is in use. Choose another with --metrics-address.`;
  if (code === 'EACCES')
    return `Listening on the metrics address ${address} is not permitted. Choose a port above 1023 with --metrics-address.`;
  return `The metrics server cannot listen on ${address}: ${error.message}. Choose another with --metrics-address.`;
}
