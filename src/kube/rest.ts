import type {Dispatcher} from 'undici';
import {isObject, objectsAt, stringAt, type JsonObject} from '../domain/json.ts';
import {asError} from '../runtime/errors.ts';
import {ApiError, ConnectionError} from './api-error.ts';
import {goJson} from './go-json.ts';
import {lines} from './lines.ts';
import {withQuery, type Query, type Selectors} from './query.ts';
import type {Session, SessionRequest} from './session.ts';
import {parseWatchEvent, type WatchEvent} from './watch-event.ts';

/** One operation of RFC 6902. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

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

const DEFAULT_FIELD_MANAGER = 'outrigger';

/**
 * The API server as raw JSON. Paths come from `resources.ts`; every method
 * @throws ApiError when the server refuses, ConnectionError when it does not answer, the signal's reason on abort.
 */
export class Rest {
  readonly #session: Session;
  readonly #timeout: number;

  /** `timeoutSeconds`: longest wait for an answer to begin, and longest silence within one that is no watch. */
  constructor(session: Session, {timeoutSeconds = 30}: {readonly timeoutSeconds?: number} = {}) {
    this.#session = session;
    this.#timeout = timeoutSeconds * 1000;
  }

  async get(path: string, {query = {}, signal}: ReadOptions = {}): Promise<JsonObject> {
    return this.#json({method: 'GET', path: withQuery(path, query), signal});
  }

  /** One page of a list, read at its newest state: with an unset resourceVersion the server honours `limit`. */
  async page(path: string, options: PageOptions, signal?: AbortSignal): Promise<Page> {
    const text = await this.#text({method: 'GET', path: withQuery(path, {...options}), signal});
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
    const response = await this.#respond({method: 'GET', path: withQuery(path, query), signal, bodyTimeout: 0});
    return events(response, signal);
  }

  /** A failed `test` is refused with 422 (`isInvalid`). */
  async jsonPatch(
    path: string,
    operations: readonly PatchOperation[],
    options: WriteOptions = {},
  ): Promise<JsonObject> {
    return this.#patch(path, 'application/json-patch+json', operations, options);
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
    return this.#write('PATCH', withQuery(path, query), {type: 'application/apply-patch+yaml', value: object}, options);
  }

  /** To a collection's path. */
  async create(path: string, object: JsonObject, options: WriteOptions = {}): Promise<JsonObject> {
    return this.#write(
      'POST',
      withQuery(path, writeQuery(options)),
      {type: 'application/json', value: object},
      options,
    );
  }

  /** `body`: DeleteOptions, e.g. `{propagationPolicy: 'Background', preconditions: {uid}}`. */
  async delete(path: string, body: JsonObject = {}, options: WriteOptions = {}): Promise<JsonObject> {
    // The server heeds the query of a deletion only when there is no body.
    const value = options.dryRun === true ? {...body, dryRun: ['All']} : body;
    return this.#write('DELETE', path, {type: 'application/json', value}, options);
  }

  async #patch(path: string, type: string, value: unknown, options: WriteOptions): Promise<JsonObject> {
    return this.#write('PATCH', withQuery(path, writeQuery(options)), {type, value}, options);
  }

  async #write(
    method: SessionRequest['method'],
    path: string,
    body: {readonly type: string; readonly value: unknown},
    {signal}: WriteOptions,
  ): Promise<JsonObject> {
    return this.#json({method, path, headers: {'content-type': body.type}, body: goJson(body.value), signal});
  }

  async #json(request: Request): Promise<JsonObject> {
    return parseObject(await this.#text(request));
  }

  async #text(request: Request): Promise<string> {
    const response = await this.#respond(request);
    return readText(response, request.signal);
  }

  /** Answers once the head of a good response is there. */
  async #respond(request: Request): Promise<Dispatcher.ResponseData> {
    const headers = {accept: 'application/json', ...request.headers};
    const timeouts = {headersTimeout: this.#timeout, bodyTimeout: this.#timeout};
    const response = await this.#session.request({...timeouts, ...request, headers});
    if (response.statusCode < 400) return response;
    const text = await readText(response, request.signal);
    throw new ApiError(response.statusCode, parseJson(text), retryAfter(response));
  }
}

type Request = Omit<SessionRequest, 'headersTimeout' | 'bodyTimeout'> & {readonly bodyTimeout?: number};

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

async function readText(response: Dispatcher.ResponseData, signal: AbortSignal | undefined): Promise<string> {
  try {
    return await response.body.text();
  } catch (thrown) {
    signal?.throwIfAborted();
    throw new ConnectionError('the answer was cut off', asError(thrown));
  }
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
