import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {Agent, request as send} from 'node:https';
import type {AddressInfo} from 'node:net';
import {stringAt} from '../../src/domain/json.ts';
import type {Cluster} from '../cluster/cluster.ts';
import {kubeconfigOf} from './kubeconfig-of.ts';
import {TemporaryFolder} from './temporary-folder.ts';

/** One request that is to change something. */
export interface Write {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly dryRun: boolean;
  readonly body: unknown;
  /** When it arrived, in milliseconds on the monotonic clock. */
  readonly at: number;
  /** HTTP status of the answer; undefined: there is none yet. */
  status: number | undefined;
}

/** Stands between the operator and the API server and keeps every write, so that tests can count them. */
export class ApiProxy {
  /** In the order in which they arrived. */
  readonly writes: Write[] = [];
  /** A kubeconfig of the same user that leads through here. */
  readonly kubeconfig: string;
  /** Called with every write before the API server gets it; what it awaits, the write waits for. */
  onArrival: (write: Write) => Promise<void> | void = () => undefined;
  /** Called with every write that was answered, before the operator hears of it; what it awaits, the operator waits for. */
  onAnswer: (write: Write) => Promise<void> | void = () => undefined;
  readonly #target: URL;
  readonly #agent: Agent;
  readonly #server: Server;
  readonly #folder = new TemporaryFolder();

  private constructor(cluster: Cluster, token: string, server: Server) {
    this.#target = new URL(cluster.server);
    this.#agent = new Agent({keepAlive: true, ca: readFileSync(cluster.ca)});
    this.#server = server;
    const {port} = server.address() as AddressInfo;
    this.kubeconfig = this.#folder.write('kubeconfig', kubeconfigOf(`http://127.0.0.1:${port}`, {token}));
    server.on('request', (request, response) => void this.#take(request, response));
  }

  /** `kubeconfig`: of the user whose requests are to come through. */
  static async start(cluster: Cluster, kubeconfig: string): Promise<ApiProxy> {
    // Unreferenced: a test that fails before it stops the proxy must not keep the whole run from ending.
    const server = createServer();
    // Never the first to end an idle connection: what crosses such an end is lost, and nobody ordered that.
    server.keepAliveTimeout = 0;
    server.listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    const {users} = JSON.parse(readFileSync(kubeconfig, 'utf8')) as {users: readonly unknown[]};
    return new ApiProxy(cluster, stringAt(users[0], 'user', 'token') ?? '', server);
  }

  /**
   * Writes that were stored, in order, of those whose path ends so; dry runs are left out. One without an answer
   * counts: a watch may show its result before.
   */
  stored(end: string): readonly Write[] {
    return this.writes.filter(({path, status = 200, dryRun}) => path.endsWith(end) && status < 300 && !dryRun);
  }

  /** Reasons of the Events that were written about an object, in order. */
  events(kind: string, name: string): readonly string[] {
    return this.writes
      .filter(({path, status}) => isEvent(path) && status === 201)
      .filter(({body}) => stringAt(body, 'regarding', 'kind') === kind && stringAt(body, 'regarding', 'name') === name)
      .map(({body}) => stringAt(body, 'reason') ?? '');
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await once(this.#server, 'close');
    this.#folder.remove();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.method === 'GET') this.#forward(request, response).end();
      else await this.#takeWrite(request, response);
    } catch {
      // The operator was killed while it was sending.
      response.destroy();
    }
  }

  /** The whole body is here before anything is sent on, so that a killed operator never leaves half a request. */
  async #takeWrite(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const {pathname, searchParams} = new URL(request.url ?? '', this.#target);
    const write: Write = {
      method: request.method ?? '',
      path: pathname,
      dryRun: searchParams.has('dryRun'),
      body: JSON.parse(body.toString() || 'null'),
      at: performance.now(),
      status: undefined,
    };
    this.writes.push(write);
    await this.onArrival(write);
    this.#forward(request, response, write).end(body);
  }

  #forward(request: IncomingMessage, response: ServerResponse, write?: Write) {
    const headers = {...request.headers, host: this.#target.host};
    const {hostname: host, port} = this.#target;
    const to = {host, port, method: request.method, path: request.url, headers, agent: this.#agent};
    const upstream = send(to, answer => void this.#answer(answer, response, write));
    upstream.on('error', () => response.destroy());
    // A watch ends with the operator; a write that is under way is carried out.
    if (write === undefined) response.on('close', () => upstream.destroy());
    return upstream;
  }

  async #answer(answer: IncomingMessage, response: ServerResponse, write: Write | undefined): Promise<void> {
    if (write !== undefined) {
      write.status = answer.statusCode;
      await this.onAnswer(write);
    }
    answer.on('error', () => response.destroy());
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
  }
}

function isEvent(path: string): boolean {
  return path.endsWith('/events');
}
