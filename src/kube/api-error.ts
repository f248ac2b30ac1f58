import {isObject, numberAt, objectAt, stringAt, type JsonObject} from '../domain/json.ts';
import {RemoteError} from '../runtime/errors.ts';

/** The API server answered with an error (a `Status` object). */
export class ApiError extends RemoteError {
  override readonly name = 'ApiError';
  /** HTTP status, e.g. 409. */
  readonly status: number;
  /** `NotFound`, `Conflict`, `Invalid` …; `HTTP 502` where something else than the API server answered. */
  override readonly reason: string;
  override readonly retryAfterSeconds: number | undefined;
  /** The Status object's details: name, group, kind, causes. */
  readonly details: JsonObject;

  constructor(status: number, body: unknown, retryAfterSeconds?: number) {
    super(stringAt(body, 'message') ?? `the server answered HTTP ${status}${excerpt(body)}`);
    this.status = status;
    this.reason = reasonOf(body) ?? `HTTP ${status}`;
    this.details = objectAt(body, 'details');
    this.retryAfterSeconds = retryAfterSeconds ?? numberAt(body, 'details', 'retryAfterSeconds');
  }

  /** The same answer, with another time to stay away. */
  again(retryAfterSeconds: number): ApiError {
    const {message, reason, details} = this;
    return new ApiError(this.status, {message, reason, details}, retryAfterSeconds);
  }

  override get passing(): boolean {
    // etcd's word for an object of more than 1.5 MiB, which the API server passes on as a 500: it does not get smaller.
    if (this.message.includes('request is too large')) return false;
    return [401, 408, 409, 410, 429].includes(this.status) || this.status >= 500;
  }
}

/** No answer came: refused, reset, timed out, name not resolved, certificate not trusted. */
export class ConnectionError extends RemoteError {
  override readonly name = 'ConnectionError';
  /** The code of Node or undici, e.g. `ECONNREFUSED`, `UND_ERR_HEADERS_TIMEOUT`. */
  override readonly reason: string;
  override readonly passing = true;
  override readonly retryAfterSeconds = undefined;

  /** A server that is away is refused, reset and timed out connections in turn. */
  override get subject(): string {
    return this.name;
  }

  constructor(what: string, cause: Error) {
    super(what, {cause});
    this.reason = codeOf(cause);
  }
}

export function isNotFound(error: unknown): boolean {
  return hasStatus(error, 404);
}

/** Somebody else has written in between (or, on create, the object is there already). */
export function isConflict(error: unknown): boolean {
  return hasStatus(error, 409);
}

/** The resourceVersion or the page's continue token is too old. */
export function isGone(error: unknown): boolean {
  return hasStatus(error, 410);
}

export function isForbidden(error: unknown): boolean {
  return hasStatus(error, 403);
}

/** Refused by validation, by an admission policy, or by a `test` of a JSON Patch. */
export function isInvalid(error: unknown): boolean {
  return hasStatus(error, 422);
}

/** It may pass by itself. */
export function isTransient(error: unknown): boolean {
  return error instanceof RemoteError && error.passing;
}

function hasStatus(error: unknown, status: number): boolean {
  return error instanceof ApiError && error.status === status;
}

function reasonOf(body: unknown): string | undefined {
  const reason = stringAt(body, 'reason');
  return reason === '' ? undefined : reason;
}

/** The beginning of an answer that is not a Status, such as a proxy's page. */
function excerpt(body: unknown): string {
  if (typeof body !== 'string' || isObject(body)) return '';
  const text = body.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
  return text === '' ? '' : `: ${text}`;
}

function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? codeOf(error.cause) : error.name;
}
