import {once} from 'node:events';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {createServer} from 'node:https';
import type {AddressInfo} from 'node:net';
import type {AdmissionRequest} from '../../admission/webhook/review.ts';
import {sleep, type Clock} from '../../runtime/clock.ts';
import type {Log} from '../../runtime/log.ts';
import type {LogDamper} from '../../runtime/log-damper.ts';
import {parseAddress} from '../../telemetry/http.ts';
import type {KeyPair} from '../certificate/key-pair.ts';
import {answerRequest, type Answer} from './answer-request.ts';

export interface WebhookServerOptions {
  /** `HOST:PORT`, `[IPv6]:PORT`, or `:PORT` for every address; port 0 takes a free one. */
  readonly address: string;
  /** The operations of a JSON Patch. What it throws is logged, and the object then stays as it is. */
  readonly decide: (request: AdmissionRequest) => readonly unknown[];
  /** Whether anything can be decided yet; until then requests are answered with 503, and the API server goes on without. */
  readonly isReady: () => boolean;
  /** Hears of every answer: how long it took from the request's head on, in seconds. */
  readonly answered: (how: AnswerKind, seconds: number) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly damper: LogDamper;
  /** How long requests are still taken once it is to stop, in milliseconds: who sends them hears of it a little later. */
  readonly lingers?: number;
  /** After so many a connection is closed, so that those of an API server reach every replica in time. Default 1000. */
  readonly requestsPerConnection?: number;
}

/** `Refused`: it was no review that could be read. */
export type AnswerKind = 'Review' | 'Refused' | 'Failed' | 'Unready';

/** Who sends slowly is cut off: the API server itself waits 2 s for an answer. In milliseconds. */
const SLOWEST = {headers: 3000, request: 5000, handshake: 3000, look: 500};
/** The API server lets go of idle connections after 90 s, and should be the first to. */
const IDLE = 120_000;
const MOST_CONNECTIONS = 1000;
const REQUESTS_PER_CONNECTION = 1000;
/** How long a stop waits for answers that are being made or sent. */
const CLOSE_TIMEOUT = 1000;
const LINGERS = 1000;

/** The HTTPS server that the API server asks. It listens from `start` on, and can answer once it has a certificate. */
export class WebhookServer {
  readonly #options: WebhookServerOptions;
  readonly #server = createServer(
    {
      headersTimeout: SLOWEST.headers,
      requestTimeout: SLOWEST.request,
      handshakeTimeout: SLOWEST.handshake,
      connectionsCheckingInterval: SLOWEST.look,
      keepAliveTimeout: IDLE,
      minVersion: 'TLSv1.2',
    },
    (request, response) => void this.#serve(request, response),
  );
  #isStopping = false;

  constructor(options: WebhookServerOptions) {
    this.#options = options;
    this.#server.maxConnections = MOST_CONNECTIONS;
    this.#server.maxRequestsPerSocket = options.requestsPerConnection ?? REQUESTS_PER_CONNECTION;
    // Also an answer that nobody reads.
    this.#server.setTimeout(IDLE);
  }

  /** For new connections; those that are open go on. @throws Error when the two do not belong together. */
  use({cert, key}: KeyPair): void {
    this.#server.setSecureContext({cert, key, minVersion: 'TLSv1.2'});
  }

  /** Once started. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** @throws Error when the address cannot be had. */
  async start(): Promise<void> {
    const {host, port} = parseAddress(this.#options.address);
    this.#server.listen({port, ...(host === '' ? {} : {host})});
    await once(this.#server, 'listening');
    this.#server.on('error', error => this.#options.log.error('webhook server failed', {error}));
  }

  /** Takes requests for a moment more, then finishes those that are there. */
  async stop(): Promise<void> {
    const {clock, lingers = LINGERS} = this.#options;
    if (!this.#server.listening) return;
    this.#isStopping = true;
    await sleep(clock, lingers, new AbortController().signal);
    const closed = once(this.#server, 'close');
    this.#server.close();
    const cancel = clock.setTimer(CLOSE_TIMEOUT, () => this.#server.closeAllConnections());
    await closed;
    cancel();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const {clock, isReady, answered} = this.#options;
    const begun = clock.monotonic();
    const [answer, kind] = isReady() ? await this.#answer(request) : [UNREADY, 'Unready' as const];
    await discarded(request);
    this.#send(response, answer);
    answered(kind, (clock.monotonic() - begun) / 1000);
  }

  async #answer(request: IncomingMessage): Promise<readonly [Answer, AnswerKind]> {
    const {decide, log, damper} = this.#options;
    try {
      const answer = await answerRequest(request, decide);
      return [answer, answer.type === 'Review' ? 'Review' : 'Refused'];
    } catch (error) {
      if (damper.admit('webhook') !== undefined) log.error('an admission request failed', {error});
      return [FAILED, 'Failed'];
    }
  }

  #send(response: ServerResponse, answer: Answer): void {
    if (answer.type === 'Nothing') return void response.destroy();
    const isReview = answer.type === 'Review';
    // The rest of a body that was not read would be taken for the next request.
    if (this.#isStopping || !isReview) response.shouldKeepAlive = false;
    const body = isReview ? answer.body : `${answer.sentence}\n`;
    response.writeHead(isReview ? 200 : answer.status, {
      'content-type': isReview ? 'application/json' : 'text/plain; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      ...(!isReview && answer.allow !== undefined && {allow: answer.allow}),
    });
    response.end(body);
  }
}

/** Reads what is left of a body: a connection that is closed on it would take the answer along. It takes at most 5 s. */
async function discarded(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  await new Promise<void>(resolve => {
    for (const event of ['end', 'close'] as const) request.once(event, () => resolve());
    request.resume();
  });
}

const UNREADY: Answer = {type: 'Problem', status: 503, sentence: 'the cluster is not known yet'};
const FAILED: Answer = {type: 'Problem', status: 500, sentence: 'this failed; the log says why'};
