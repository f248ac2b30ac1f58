import {createHash} from 'node:crypto';
import type {RequestOptions} from 'node:https';
import type {Clock} from '../runtime/clock.ts';
import type {ClusterConfig} from './cluster-config.ts';

/** TLS settings of a connection; PEM text or bytes. */
export interface TlsSettings {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  servername?: string;
  rejectUnauthorized?: boolean;
}

/** What a request needs to be let in. */
export interface Credential {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsSettings;
  /** Equal for equal TLS settings, which may then share connections. */
  readonly tlsId: string;
}

/** Files are looked at this often at the most, so that a burst of requests does not read them once each. */
const FRESH = 1000;
/** A server that keeps answering 401 must not start a credential plugin for each request. */
const RELOAD_PAUSE = 5000;

/**
 * Credentials of a kubeconfig or ServiceAccount: rotated certificate files are seen within a second, so is a
 * ServiceAccount's token; token files of a kubeconfig and credential plugins as client-node does it (a minute, or their expiry); `reload` reads everything anew.
 */
export class Credentials {
  #config: ClusterConfig;
  readonly #load: () => ClusterConfig;
  readonly #clock: Clock;
  /** Shared by requests that come at the same time: else each would start the credential plugin. */
  #pending: Promise<Credential> | undefined;
  #last: {readonly credential: Credential; readonly at: number} | undefined;
  #reloadedAt = -Infinity;

  constructor(load: () => ClusterConfig, clock: Clock) {
    this.#load = load;
    this.#clock = clock;
    this.#config = load();
  }

  get config(): ClusterConfig {
    return this.#config;
  }

  async get(): Promise<Credential> {
    if (this.#last !== undefined && this.#clock.monotonic() - this.#last.at < FRESH) return this.#last.credential;
    this.#pending ??= this.#read().finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  /**
   * After the server refused `refused`: true if there is another one to try. Reads the source again at most once in
   * five seconds.
   */
  renew(refused: Credential): boolean {
    if (this.#last !== undefined && this.#last.credential !== refused) return true;
    if (this.#clock.monotonic() - this.#reloadedAt < RELOAD_PAUSE) return false;
    this.#reloadedAt = this.#clock.monotonic();
    this.#config = this.#load();
    this.#last = undefined;
    return true;
  }

  async #read(): Promise<Credential> {
    const options: RequestOptions = {};
    await this.#config.applyToHTTPSOptions(options);
    const credential = keepIfEqual(this.#last?.credential, credentialOf(options));
    this.#last = {credential, at: this.#clock.monotonic()};
    return credential;
  }
}

function credentialOf(options: RequestOptions): Credential {
  const tls = tlsOf(options);
  const hash = createHash('sha256');
  for (const [name, value] of Object.entries(tls))
    hash.update(`${name}:`).update(Buffer.isBuffer(value) ? value : String(value));
  return {headers: headersOf(options), tls, tlsId: hash.digest('hex')};
}

/** An unchanged credential stays the same object, so that `renew` can tell it from a new one. */
function keepIfEqual(before: Credential | undefined, now: Credential): Credential {
  const same = before?.tlsId === now.tlsId && JSON.stringify(before.headers) === JSON.stringify(now.headers);
  return same ? before : now;
}

/** Token files usually end in a line break, which no header may contain. */
function headersOf(options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = String(value).trim();
  if (typeof options.auth === 'string')
    headers['authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  return headers;
}

function tlsOf(options: RequestOptions): TlsSettings {
  const tls: TlsSettings = {};
  if (options.ca !== undefined) tls.ca = options.ca as string | Buffer;
  if (options.cert !== undefined) tls.cert = options.cert as string | Buffer;
  if (options.key !== undefined) tls.key = options.key as string | Buffer;
  if (options.servername !== undefined) tls.servername = options.servername;
  if (options.rejectUnauthorized !== undefined) tls.rejectUnauthorized = options.rejectUnauthorized;
  return tls;
}
