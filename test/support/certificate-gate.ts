import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {request as send, type IncomingMessage, type ServerResponse} from 'node:http';
import {createServer, type Server} from 'node:https';
import type {AddressInfo} from 'node:net';
import type {TLSSocket} from 'node:tls';
import {tlsFile} from './https-peer.ts';

/**
 * Stands before a server that knows users by tokens, and lets in by certificate instead: whose name is admitted gets
 * the token, anybody else 401, as an API server answers to a certificate that it does not trust any more.
 */
export class CertificateGate {
  readonly #target: string;
  readonly #token: string;
  readonly #server: Server;
  /** Common names. */
  #admitted: readonly string[] = [];
  #refused = 0;

  private constructor(target: string, token: string) {
    this.#target = target;
    this.#token = token;
    const [ca, cert, key] = ['ca.crt', 'server.crt', 'server.key'].map(name => readFileSync(tlsFile(name)));
    const options = {ca, cert, key, requestCert: true, rejectUnauthorized: false};
    this.#server = createServer(options, (request, response) => this.#take(request, response));
    this.#server.keepAliveTimeout = 0;
  }

  /** `target`: URL (http) of what is behind. */
  static async start(target: string, token: string): Promise<CertificateGate> {
    const gate = new CertificateGate(target, token);
    gate.#server.listen(0, '127.0.0.1').unref();
    await once(gate.#server, 'listening');
    return gate;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many requests were not let in. */
  get refused(): number {
    return this.#refused;
  }

  /** From now on these and no others. */
  admit(...names: readonly string[]): void {
    this.#admitted = names;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const {subject} = (request.socket as TLSSocket).getPeerCertificate() as {subject?: {CN?: string}};
    if (this.#admitted.includes(subject?.CN ?? '')) return this.#pass(request, response);
    this.#refused++;
    const status = {kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Unauthorized', code: 401};
    response
      .writeHead(401, {'content-type': 'application/json'})
      .end(JSON.stringify({...status, message: 'Unauthorized'}));
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    const headers = {...request.headers, authorization: `Bearer ${this.#token}`};
    const upstream = send(
      `${this.#target}${request.url ?? ''}`,
      {method: request.method, headers, agent: false},
      answer => {
        answer.on('error', () => response.destroy());
        response.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
        answer.pipe(response);
      },
    );
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  }
}
