import {createSecureContext} from 'node:tls';
import {Agent, ProxyAgent, Socks5ProxyAgent, type Dispatcher} from 'undici';
import type {Clock} from '../runtime/clock.ts';
import {asError, RemoteError, UserError} from '../runtime/errors.ts';
import {ConnectionError} from './api-error.ts';
import type {ClusterConfig} from './cluster-config.ts';
import {Credentials, type Credential} from './credentials.ts';
import {beforeSending} from './before-sending.ts';

export interface SessionOptions {
  /** Reads the configuration; called again when the server refuses the credentials. */
  readonly load: () => ClusterConfig;
  readonly clock: Clock;
  /** What the API server's audit log shows, e.g. `outrigger/0.1.0`. */
  readonly userAgent: string;
  /** Called with the header `date` of each good answer, and when it was asked for, on the monotonic clock. */
  readonly heard?: ((date: string, sent: number) => void) | undefined;
}

export interface SessionRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path and query, e.g. `/api/v1/pods?limit=500`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  /** Longest wait for the answer to begin, in milliseconds. */
  readonly headersTimeout: number;
  /** Longest silence within the answer, in milliseconds; 0 for ever. */
  readonly bodyTimeout: number;
  /** Called when the request has its turn on a connection, which may be long after it was made; what it throws ends it. */
  readonly beforeSending?: (() => void) | undefined;
}

/** Idle connections are kept this long: under the 60 s after which load balancers drop them without a word. */
const KEEP_ALIVE = 30_000;

/**
 * Talks to one API server as one user over one shared pool of connections. HTTP/1.1 only: over HTTP/2 one lost
 * connection would end every watch at once.
 */
export class Session {
  /** URL of the API server. */
  readonly server: string;
  /** Name of the kubeconfig's context, or `in-cluster`. */
  readonly context: string;
  readonly #origin: string;
  /** Path that the server's URL has before the API's own, without a slash at the end. */
  readonly #prefix: string;
  readonly #credentials: Credentials;
  readonly #userAgent: string;
  readonly #clock: Clock;
  readonly #heard: SessionOptions['heard'];
  readonly #proxy: string | undefined;
  readonly #agents = new Set<Dispatcher>();
  #current: {readonly tlsId: string; readonly agent: Dispatcher} | undefined;

  constructor(options: SessionOptions) {
    this.#credentials = new Credentials(options.load, options.clock);
    const cluster = this.#credentials.config.getCurrentCluster();
    if (cluster === null)
      throw new UserError('The kubeconfig has no current cluster. Choose a context with --context.');
    const url = new URL(cluster.server);
    this.server = cluster.server;
    this.context = this.#credentials.config.getCurrentContext();
    this.#origin = url.origin;
    this.#prefix = url.pathname.replace(/\/$/, '');
    this.#proxy = cluster.proxyUrl;
    this.#userAgent = options.userAgent;
    this.#clock = options.clock;
    this.#heard = options.heard;
  }

  /** The configuration as it was last read. */
  get config(): ClusterConfig {
    return this.#credentials.config;
  }

  /** Which namespace the context means where none is named; undefined: it does not say. */
  get namespace(): string | undefined {
    return this.config.getContextObject?.(this.context)?.namespace;
  }

  /**
   * Sends a request and answers when the head of the response is there; the caller must read or dump its body.
   * A refused credential (401) is read again once and tried once more.
   * @throws ConnectionError; what the signal was aborted with; a RemoteError of `beforeSending`.
   */
  async request(request: SessionRequest): Promise<Dispatcher.ResponseData> {
    const credential = await this.#credential();
    const response = await this.#send(request, credential);
    if (response.statusCode !== 401 || !this.#renew(credential)) return response;
    await response.body.dump();
    return this.#send(request, await this.#credential());
  }

  /** Ends every request and watch, and closes the connections. */
  async close(): Promise<void> {
    this.#current = undefined;
    await Promise.all([...this.#agents].map(agent => agent.destroy()));
  }

  async #credential(): Promise<Credential> {
    try {
      return await this.#credentials.get();
    } catch (thrown) {
      throw new ConnectionError('cannot get the credentials', asError(thrown));
    }
  }

  #renew(refused: Credential): boolean {
    try {
      return this.#credentials.renew(refused);
    } catch (thrown) {
      throw new ConnectionError('cannot read the credentials again', asError(thrown));
    }
  }

  async #send(request: SessionRequest, credential: Credential): Promise<Dispatcher.ResponseData> {
    const headers = {'user-agent': this.#userAgent, ...credential.headers, ...request.headers};
    const {method, body = null, headersTimeout, bodyTimeout, signal = null} = request;
    const agent = beforeSending(this.#agentFor(credential), request.beforeSending);
    const sent = this.#clock.monotonic();
    try {
      const to = {origin: this.#origin, path: `${this.#prefix}${request.path}`, method, headers};
      const response = await agent.request({...to, body, signal, headersTimeout, bodyTimeout});
      this.#hear(response, sent);
      return response;
    } catch (thrown) {
      signal?.throwIfAborted();
      if (thrown instanceof RemoteError) throw thrown;
      throw new ConnectionError(`cannot reach ${this.#origin}`, asError(thrown));
    }
  }

  /** Errors may come from something before the API server, which has a clock of its own. */
  #hear({statusCode, headers: {date}}: Dispatcher.ResponseData, sent: number): void {
    if (statusCode < 400 && typeof date === 'string') this.#heard?.(date, sent);
  }

  /** The connections belong to a certificate: a rotated one gets new ones, and the old ones end with their requests. */
  #agentFor(credential: Credential): Dispatcher {
    if (this.#current?.tlsId === credential.tlsId) return this.#current.agent;
    const old = this.#current?.agent;
    const agent = this.#newAgent(credential);
    this.#current = {tlsId: credential.tlsId, agent};
    this.#agents.add(agent);
    if (old !== undefined) this.#retire(old);
    return agent;
  }

  #retire(agent: Dispatcher): void {
    const forget = (): boolean => this.#agents.delete(agent);
    void agent.close().then(forget, forget);
  }

  #newAgent({tls: {ca, cert, key, ...more}}: Credential): Dispatcher {
    // One for all connections: else each would read the certificates again, and keep them.
    const tls = {
      ...more,
      secureContext: createSecureContext({...(ca && {ca}), ...(cert && {cert}), ...(key && {key})}),
    };
    const pool = {allowH2: false, connections: 64, keepAliveTimeout: KEEP_ALIVE};
    const connect = {...tls, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE};
    if (this.#proxy === undefined) return new Agent({...pool, connect});
    if (this.#proxy.startsWith('socks')) return new Socks5ProxyAgent(this.#proxy, {...pool, requestTls: tls});
    return new ProxyAgent({...pool, uri: this.#proxy, requestTls: connect});
  }
}
