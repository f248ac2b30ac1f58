import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import type {TLSSocket} from 'node:tls';

const TLS = new URL('../fixtures/tls/', import.meta.url);

/** Path of a file of `test/fixtures/tls`. */
export function tlsFile(name: string): string {
  return new URL(name, TLS).pathname;
}

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Common name of the client's certificate, if it has shown one. */
  readonly certificate: string | undefined;
  /** Differs for every connection. */
  readonly port: number;
}

export type Handler = (request: SeenRequest, response: ServerResponse) => void;

/** An HTTP server that answers whatever a test wants, and remembers what it was asked. */
export class FakeApiServer {
  readonly requests: SeenRequest[] = [];
  /** Decides about answers; may be replaced at any time. */
  handler: Handler = (_request, response) => sendJson(response, 200, {});
  readonly #server: Server;
  readonly #scheme: 'http' | 'https';

  private constructor(scheme: 'http' | 'https') {
    this.#scheme = scheme;
    const listener = (request: IncomingMessage, response: ServerResponse): void => void this.#serve(request, response);
    const files = {ca: read('ca.crt'), cert: read('server.crt'), key: read('server.key')};
    const options = {...files, requestCert: true, rejectUnauthorized: false};
    this.#server = scheme === 'http' ? createPlainServer(listener) : createTlsServer(options, listener);
  }

  static async start(scheme: 'http' | 'https' = 'http'): Promise<FakeApiServer> {
    const server = new FakeApiServer(scheme);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const socket = request.socket as TLSSocket;
    const subject =
      'getPeerCertificate' in socket ? (socket.getPeerCertificate() as {subject?: {CN?: string}}).subject : undefined;
    const seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(parts).toString(),
      certificate: subject?.CN,
      port: socket.remotePort ?? 0,
    };
    this.requests.push(seen);
    this.handler(seen, response);
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {'content-type': 'application/json', ...headers});
  response.end(JSON.stringify(body));
}

/** An answer that says no, as the API server words it. */
export function sendStatus(
  response: ServerResponse,
  code: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendJson(
    response,
    code,
    {kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: `${reason} it is`},
    headers,
  );
}

function read(name: string): Buffer {
  return readFileSync(new URL(name, TLS));
}
