/** What a `FaultProxy` does to a request instead of just passing it on. */
export type Fault =
  /** The server is not asked; this is the answer. */
  | {
      readonly type: 'Answer';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The server is asked with these query parameters in place of the client's. */
  | {readonly type: 'Rewrite'; readonly query: Readonly<Record<string, string>>}
  /** The server is asked only after this. */
  | {readonly type: 'Delay'; readonly until: Promise<unknown>}
  /** The server's answer ends after so many bytes: as if that were all, or with the connection. */
  | {readonly type: 'Truncate'; readonly bytes: number; readonly how: 'End' | 'Reset'}
  /** The server is asked and does what it is asked for, but its answer is lost with the connection. */
  | {readonly type: 'LoseAnswer'}
  /** The server is asked and does what it is asked for; nothing of that is ever said. */
  | {readonly type: 'KeepAnswer'}
  /** The connection is reset (RST); the server hears of nothing. */
  | {readonly type: 'Reset'}
  /** The request is taken, and nothing is ever said. */
  | {readonly type: 'Silence'};

/** A request as it came from the client. */
export interface ProxiedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
  /** When all of it had come, in milliseconds on the monotonic clock. */
  readonly seenAt: number;
  /** HTTP status that the client was answered; undefined: it was not, yet. */
  status: number | undefined;
  /** HTTP status with which the server answered, whatever the client was told; undefined: it was not asked, or has not. */
  served: number | undefined;
}

/** Chooses requests. */
export type Which = (request: ProxiedRequest) => boolean;

export const everything: Which = () => true;

/** Lists of a kind, all their pages. */
export function lists(plural: string): Which {
  return ({method, path, query}) => method === 'GET' && path.endsWith(`/${plural}`) && !query.has('watch');
}

/** Pages of a list after its first. */
export function laterPages(plural: string): Which {
  return request => lists(plural)(request) && request.query.has('continue');
}

export function watches(plural: string): Which {
  return ({path, query}) => path.endsWith(`/${plural}`) && query.has('watch');
}

/** What is to change something in a kind; `plural/name` for one object. */
export function writes(plural: string): Which {
  return ({method, path}) => method !== 'GET' && (path.endsWith(`/${plural}`) || path.includes(`/${plural}/`));
}

/** An answer that says no, worded as the API server does. */
export function refusal(code: number, reason: string, {retryAfter, causes}: RefusalOptions = {}): Fault {
  const headers = {
    'content-type': 'application/json',
    ...(retryAfter === undefined ? {} : {'retry-after': String(retryAfter)}),
  };
  const details = causes === undefined ? {} : {details: {causes}};
  return {type: 'Answer', status: code, body: JSON.stringify({...statusOf(code, reason), ...details}), headers};
}

interface RefusalOptions {
  /** In seconds. */
  readonly retryAfter?: number;
  /** What validation found. */
  readonly causes?: readonly object[];
}

/** A line of a watch that ends it, for `FaultProxy.say`. */
export function errorEvent(code: number, reason: string): string {
  return `${JSON.stringify({type: 'ERROR', object: statusOf(code, reason)})}\n`;
}

function statusOf(code: number, reason: string): object {
  const message = `${reason}, ordered by a test`;
  return {kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code};
}
