import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {createServer, type Server} from 'node:https';
import type {AddressInfo} from 'node:net';
import type {TLSSocket} from 'node:tls';

const TLS = new URL('../fixtures/tls/', import.meta.url);

/** Path of a file of `test/fixtures/tls`. */
export function tlsFile(name: string): string {
  return new URL(name, TLS).pathname;
}

export interface PeerRequest {
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Common name of the client's certificate, if it has shown one. */
  readonly certificate: string | undefined;
  /** Of the client; differs for every connection. */
  readonly port: number;
}

/**
 * An HTTPS server that knows nothing of Kubernetes: it remembers what it was asked, and answers `{}`. For tests of what
 * is about HTTP and TLS alone; whatever depends on the API server is tried on the real one.
 */
export class HttpsPeer {
  readonly requests: PeerRequest[] = [];
  readonly #server: Server;
  #held: PromiseWithResolvers<void> | undefined;

  private constructor() {
    const files = {ca: read('ca.crt'), cert: read('server.crt'), key: read('server.key')};
    const options = {...files, requestCert: true, rejectUnauthorized: false};
    this.#server = createServer(options, (request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<HttpsPeer> {
    const peer = new HttpsPeer();
    peer.#server.listen(0, '127.0.0.1');
    await once(peer.#server, 'listening');
    return peer;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next answer is begun, and ended only when the result is called. */
  holdNext(): () => void {
    this.#held = Promise.withResolvers<void>();
    return this.#held.resolve;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const socket = request.socket as TLSSocket;
    const {subject} = socket.getPeerCertificate() as {subject?: {CN?: string}};
    const {url = '', headers} = request;
    this.requests.push({url, headers, certificate: subject?.CN, port: socket.remotePort ?? 0});
    const held = this.#held;
    this.#held = undefined;
    response.writeHead(200, {'content-type': 'application/json'}).write('{');
    await held?.promise;
    response.end('}');
  }
}

function read(name: string): Buffer {
  return readFileSync(new URL(name, TLS));
}
