import type {Dispatcher} from 'undici';
import {isObject, objectsAt, stringAt, type JsonObject} from '../domain/json.ts';
import {systemClock, type Clock} from '../runtime/clock.ts';
import {asError} from '../runtime/errors.ts';
import {ApiError, ConnectionError} from './api-error.ts';
import {goJson} from './go-json.ts';
import {lines} from './lines.ts';
import {patchText, type PatchOperation, type PatchText} from './patch-text.ts';
import {Patience} from './patience.ts';
import {withQuery, type Query, type Selectors} from './query.ts';
import type {Session, SessionRequest} from './session.ts';
import {parseWatchEvent, type WatchEvent} from './watch-event.ts';

export interface ReadOptions {
  readonly query?: Query;
  readonly signal?: AbortSignal | undefined;
}

export interface WriteOptions {
  /** The server checks and answers as if, but stores nothing. */
  readonly dryRun?: boolean;
  /** Owner of the written fields. Default: `outrigger`. */
  readonly fieldManager?: string;
  readonly signal?: AbortSignal | undefined;
  /** What the server is to answer with. Default: the whole object, which costs it and us most of the write. */
  readonly answer?: 'Object' | 'Metadata';
}

export interface WatchOptions extends Selectors {
  /** Where to go on from; absent: from now, after an ADDED for every object. */
  readonly resourceVersion?: string | undefined;
  /** When the server is to end the watch. */
  readonly timeoutSeconds?: number;
}

export interface PageOptions extends Selectors {
  readonly limit: number;
  /** From the page before. */
  readonly continue?: string | undefined;
}

/** The objects of a page are so large together that the process could not bear it; nothing of it was kept. */
export class PageTooLarge extends Error {}

/** Some objects of a list. Objects of a list carry neither `kind` nor `apiVersion`. */
export interface Page {
  readonly items: readonly JsonObject[];
  /** Of the whole list; where a watch goes on from. */
  readonly resourceVersion: string;
  /** Absent on the last page. */
  readonly continue: string | undefined;
  /** Size of the answer. */
  readonly bytes: number;
}

/** Whether something may be changed now. */
export interface WriteGuard {
  /** For a write that begins; aborted when it must end. @throws RemoteError when nothing may be written. */
  enter(): AbortSignal;
}

export interface RestOptions {
  /** Longest wait for an answer to begin, and longest silence within one that is no watch. Default 30. */
  readonly timeoutSeconds?: number;
  /** Asked before each write, and again when it is really sent. */
  readonly guard?: WriteGuard | undefined;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** A server that does not know the first answers with the whole object. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
const DEFAULT_FIELD_MANAGER = 'outrigger';
/** In bytes. It is held three times for a moment: as it came, as text, and parsed. */
const LARGEST_PAGE = 32_000_000;

/**
 * The API server as raw JSON. Paths come from `resources.ts`; every method
 * @throws ApiError when the server refuses, ConnectionError when it does not answer, the signal's reason on abort.
 */
export class Rest {
  readonly #session: Session;
  readonly #timeout: number;
  readonly #guard: WriteGuard | undefined;
  readonly #patience: Patience;

  constructor(session: Session, {timeoutSeconds = 30, guard, clock = systemClock}: RestOptions = {}) {
    this.#session = session;
    this.#timeout = timeoutSeconds * 1000;
    this.#guard = guard;
    this.#patience = new Patience(clock);
  }

  async get(path: string, {query = {}, signal}: ReadOptions = {}): Promise<JsonObject> {
    return this.#json({method: 'GET', path: withQuery(path, query), signal});
  }

  /**
   * One page of a list, read at its newest state: with an unset resourceVersion the server honours `limit`.
   * @throws PageTooLarge; only where `limit` is more than one.
   */
  async page(path: string, options: PageOptions, signal?: AbortSignal): Promise<Page> {
    const response = await this.#respond({method: 'GET', path: withQuery(path, {...options}), signal});
    const text = await readText(response, signal, options.limit > 1 ? LARGEST_PAGE : Infinity);
    const list = parseObject(text);
    const next = stringAt(list, 'metadata', 'continue');
    return {
      items: objectsAt(list, 'items'),
      resourceVersion: stringAt(list, 'metadata', 'resourceVersion') ?? '',
      continue: next === '' ? undefined : next,
      bytes: text.length,
    };
  }

  /**
   * Events from a resourceVersion on, until the server ends the watch; bookmarks are asked for. Resolves when the
   * server has accepted, and then must be iterated. The iteration
   * @throws ApiError also for an ERROR event in the stream, e.g. 410 when the resourceVersion is too old.
   */
  async watch(path: string, options: WatchOptions, signal: AbortSignal): Promise<AsyncGenerator<WatchEvent>> {
    const query = {...options, watch: true, allowWatchBookmarks: true};
    const request = {method: 'GET', path: withQuery(path, query), signal, bodyTimeout: 0} as const;
    const response = await this.#respond(request, `WATCH ${path}`);
    return events(response, signal);
  }

  /** A failed `test` is refused with 422 (`isInvalid`). */
  async jsonPatch(
    path: string,
    patch: PatchText | readonly PatchOperation[],
    options: WriteOptions = {},
  ): Promise<JsonObject> {
    const text = typeof patch === 'string' ? patch : patchText(patch);
    return this.#write(
      'PATCH',
      withQuery(path, writeQuery(options)),
      {type: 'application/json-patch+json', text},
      options,
    );
  }

  /** RFC 7386: objects merge, lists and values replace, null removes. */
  async mergePatch(path: string, patch: JsonObject, options: WriteOptions = {}): Promise<JsonObject> {
    return this.#patch(path, 'application/merge-patch+json', patch, options);
  }

  /** Lists merge by their keys (built-in kinds only). */
  async strategicPatch(path: string, patch: JsonObject, options: WriteOptions = {}): Promise<JsonObject> {
    return this.#patch(path, 'application/strategic-merge-patch+json', patch, options);
  }

  /** Server-side apply of a whole object; takes fields over from other managers. */
  async apply(path: string, object: JsonObject, options: WriteOptions = {}): Promise<JsonObject> {
    const query = {...writeQuery(options), force: true};
    return this.#write(
      'PATCH',
      withQuery(path, query),
      {type: 'application/apply-patch+yaml', text: goJson(object)},
      options,
    );
  }

  /** To a collection's path. */
  async create(path: string, object: JsonObject, options: WriteOptions = {}): Promise<JsonObject> {
    return this.#write(
      'POST',
      withQuery(path, writeQuery(options)),
      {type: 'application/json', text: goJson(object)},
      options,
    );
  }

  /** `body`: DeleteOptions, e.g. `{propagationPolicy: 'Background', preconditions: {uid}}`. */
  async delete(path: string, body: JsonObject = {}, options: WriteOptions = {}): Promise<JsonObject> {
    // The server heeds the query of a deletion only when there is no body.
    const value = options.dryRun === true ? {...body, dryRun: ['All']} : body;
    return this.#write('DELETE', path, {type: 'application/json', text: goJson(value)}, options);
  }

  async #patch(path: string, type: string, value: unknown, options: WriteOptions): Promise<JsonObject> {
    return this.#write('PATCH', withQuery(path, writeQuery(options)), {type, text: goJson(value)}, options);
  }

  async #write(
    method: SessionRequest['method'],
    path: string,
    body: {readonly type: string; readonly text: string},
    {signal, answer}: WriteOptions,
  ): Promise<JsonObject> {
    const accept = answer === 'Metadata' ? {accept: METADATA_ONLY} : {};
    const request = {method, path, headers: {'content-type': body.type, ...accept}, body: body.text};
    const guard = this.#guard;
    if (guard === undefined) return this.#json({...request, signal});
    const passage = guard.enter();
    const both = signal === undefined ? passage : AbortSignal.any([passage, signal]);
    return this.#json({...request, signal: both, beforeSending: () => void guard.enter()});
  }

  async #json(request: Request): Promise<JsonObject> {
    return parseObject(await this.#text(request));
  }

  async #text(request: Request): Promise<string> {
    const response = await this.#respond(request);
    return readText(response, request.signal);
  }

  /** Answers once the head of a good response is there. `name`: equal for what is the same to an overloaded server. */
  async #respond(request: Request, name = nameOf(request)): Promise<Dispatcher.ResponseData> {
    // Each creation is another one.
    if (request.method !== 'POST') this.#patience.check(name);
    const headers = {accept: 'application/json', ...request.headers};
    const timeouts = {headersTimeout: this.#timeout, bodyTimeout: this.#timeout};
    const response = await this.#session.request({...timeouts, ...request, headers});
    if (response.statusCode < 400) return response;
    const text = await readText(response, request.signal);
    const error = new ApiError(response.statusCode, parseJson(text), retryAfter(response));
    this.#patience.note(name, error);
    throw error;
  }
}

type Request = Omit<SessionRequest, 'headersTimeout' | 'bodyTimeout'> & {readonly bodyTimeout?: number};

/** What makes two requests the same to a server that is overloaded: not the page that is asked for. */
function nameOf({method, path}: Request): string {
  const [where = ''] = path.split('?');
  return `${method} ${where}`;
}

async function* events(response: Dispatcher.ResponseData, signal: AbortSignal): AsyncGenerator<WatchEvent> {
  try {
    for await (const line of lines(response.body)) yield parseWatchEvent(line);
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown instanceof ApiError ? thrown : new ConnectionError('the watch was cut off', asError(thrown));
  } finally {
    response.body.destroy();
  }
}

function writeQuery({dryRun, fieldManager = DEFAULT_FIELD_MANAGER}: WriteOptions): Query {
  return {fieldManager, dryRun: dryRun === true ? 'All' : undefined};
}

/** @throws PageTooLarge beyond `most` bytes; ConnectionError; what the signal was aborted with. */
async function readText(
  {body}: Dispatcher.ResponseData,
  signal: AbortSignal | undefined,
  most = Infinity,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      // Ends the loop, and with it the connection: the rest is not read.
      if (bytes > most) break;
    }
  } catch (thrown) {
    signal?.throwIfAborted();
    throw new ConnectionError('the answer was cut off', asError(thrown));
  }
  if (bytes > most) throw new PageTooLarge(`more than ${most} bytes`);
  return Buffer.concat(chunks).toString('utf8');
}

function parseObject(text: string): JsonObject {
  const parsed = parseJson(text);
  if (isObject(parsed)) return parsed;
  const message = `the server answered with something else than a Kubernetes object: ${text.slice(0, 100)}`;
  throw new ApiError(502, {reason: 'NoObject', message});
}

/** What is no JSON comes from something before the API server, and is kept as text for the message. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function retryAfter(response: Dispatcher.ResponseData): number | undefined {
  const seconds = Number(response.headers['retry-after']);
  return Number.isFinite(seconds) && response.headers['retry-after'] !== undefined ? seconds : undefined;
}
