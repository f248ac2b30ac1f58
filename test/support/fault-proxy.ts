import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {Agent, request as send} from 'node:https';
import type {AddressInfo} from 'node:net';
import type {Cluster} from '../cluster/cluster.ts';
import type {Fault, ProxiedRequest, Which} from './faults.ts';

/** A fault that a test has ordered. */
export interface Order {
  /** How many requests it has been done to. */
  readonly hits: number;
  /** It is not done any more. */
  lift(): void;
}

interface OpenWatch {
  readonly answer: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Stands before the real API server and passes everything through as it is, for whatever user, apart from the faults
 * that a test orders. It speaks plain HTTP to clients. The server and its data are real; only the way there is bad.
 */
export class FaultProxy {
  /** All requests, in the order in which they came. */
  readonly requests: ProxiedRequest[] = [];
  readonly #target: URL;
  readonly #agent: Agent;
  readonly #server: Server;
  readonly #orders: {readonly which: Which; readonly fault: Fault; left: number; hits: number}[] = [];
  readonly #watches = new Set<OpenWatch>();

  private constructor(target: string, ca: string) {
    this.#target = new URL(target);
    this.#agent = new Agent({keepAlive: true, ca: readFileSync(ca)});
    this.#server = createServer((request, response) => void this.#take(request, response));
    // Never the first to end an idle connection: a request that crosses such an end is a fault that nobody ordered.
    // Nor does it promise for how long: the API server does not either.
    this.#server.keepAliveTimeout = 0;
  }

  static async start({server, ca}: Pick<Cluster, 'server' | 'ca'>): Promise<FaultProxy> {
    const proxy = new FaultProxy(server, ca);
    // Unreferenced: a test that fails before it stops the proxy must not keep the whole run from ending.
    proxy.#server.listen(0, '127.0.0.1').unref();
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** Where to connect to instead of the server. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get openWatches(): number {
    return this.#watches.size;
  }

  /** The next requests of this kind meet the fault: so many, or until it is lifted. The oldest order goes first. */
  order(which: Which, fault: Fault, times = 1): Order {
    const order = {which, fault, left: times, hits: 0, lift: () => void (order.left = 0)};
    this.#orders.push(order);
    return order;
  }

  /** No order is done any more. */
  lift(): void {
    this.#orders.length = 0;
  }

  /** Ends every open watch as the server does when its time is over. */
  endWatches(): void {
    for (const {response} of this.#taken()) response.end();
  }

  /** Resets the connection of every open watch. */
  cutWatches(): void {
    for (const {response} of this.#taken()) reset(response);
  }

  /** Keeps every open watch open, and what the server says on it from the client. */
  muteWatches(): void {
    for (const {answer, response} of this.#watches) {
      answer.unpipe(response);
      answer.resume();
    }
  }

  /** Says something on every open watch, between two events of the server. */
  say(text: string): void {
    for (const {response} of this.#watches) response.write(text);
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await closed;
  }

  /** The open watches, which from here on are none. */
  #taken(): readonly OpenWatch[] {
    const open = [...this.#watches];
    this.#watches.clear();
    for (const {answer, response} of open) {
      answer.unpipe(response);
      answer.destroy();
    }
    return open;
  }

  async #take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const request = await requestOf(incoming);
      this.requests.push(request);
      await this.#serve(request, response, this.#faultFor(request));
    } catch {
      // One of the two sides has gone; so the other one loses its connection, too.
      response.destroy();
    }
  }

  #faultFor(request: ProxiedRequest): Fault | undefined {
    const order = this.#orders.find(({which, left}) => left > 0 && which(request));
    if (order === undefined) return undefined;
    order.left--;
    order.hits++;
    return order.fault;
  }

  async #serve(request: ProxiedRequest, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    if (fault === undefined) return this.#pass(request, response);
    switch (fault.type) {
      case 'Answer':
        response.writeHead((request.status = fault.status), fault.headers).end(fault.body);
        return;
      case 'Rewrite':
        return this.#pass(request, response, rewritten(request, fault.query));
      case 'Delay':
        await fault.until;
        return this.#pass(request, response);
      case 'Truncate':
        return truncate(await this.#ask(request, response), response, fault);
      case 'LoseAnswer':
        (await this.#ask(request, response)).resume();
        return reset(response);
      case 'KeepAnswer':
        (await this.#ask(request, response)).resume();
        return;
      case 'Reset':
        return reset(response);
      case 'Silence':
    }
  }

  async #pass(request: ProxiedRequest, response: ServerResponse, url = request.url): Promise<void> {
    const answer = await this.#ask(request, response, url);
    request.status = answer.statusCode;
    head(answer, response);
    if (request.query.has('watch') && answer.statusCode === 200) this.#remember({answer, response});
    answer.pipe(response);
  }

  #remember(watch: OpenWatch): void {
    this.#watches.add(watch);
    watch.response.on('close', () => this.#watches.delete(watch));
  }

  /** Resolves with the head of the server's answer. */
  async #ask(request: ProxiedRequest, response: ServerResponse, path = request.url): Promise<IncomingMessage> {
    const {hostname: host, port} = this.#target;
    const headers = {...request.headers, host: this.#target.host};
    const upstream = send({host, port, method: request.method, path, headers, agent: this.#agent});
    // A read ends with its reader; a write that is under way is carried out.
    if (request.method === 'GET') response.on('close', () => upstream.destroy());
    upstream.end(request.body);
    const [answer] = (await once(upstream, 'response')) as [IncomingMessage];
    request.served = answer.statusCode;
    // Unless it is our own end of the answer.
    answer.on('error', () => response.writableEnded || response.destroy());
    return answer;
  }
}

async function requestOf(incoming: IncomingMessage): Promise<ProxiedRequest> {
  const {method = '', url = '', headers} = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const {pathname, searchParams} = new URL(url, 'http://server');
  const body = Buffer.concat(chunks).toString();
  return {
    method,
    url,
    path: pathname,
    query: searchParams,
    headers,
    body,
    at: Date.now(),
    seenAt: performance.now(),
    status: undefined,
    served: undefined,
  };
}

function rewritten({path, query}: ProxiedRequest, changes: Readonly<Record<string, string>>): string {
  return `${path}?${new URLSearchParams({...Object.fromEntries(query), ...changes}).toString()}`;
}

/** Also of a watch on which nothing happens, so it is sent before any body. */
function head(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  response.flushHeaders();
}

async function truncate(
  answer: IncomingMessage,
  response: ServerResponse,
  {bytes, how}: Fault & {readonly type: 'Truncate'},
): Promise<void> {
  if (how === 'End') delete answer.headers['content-length'];
  head(answer, response);
  let left = bytes;
  for await (const chunk of answer) {
    const part = (chunk as Buffer).subarray(0, left);
    left -= part.length;
    await new Promise(written => response.write(part, written));
    if (left === 0) break;
  }
  if (how === 'End') response.end();
  else response.destroy();
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
