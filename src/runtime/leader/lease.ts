/** A Lease as somebody has written it; anything can stand in it. */
export interface Lease {
  /** Names this very version of the object, for optimistic locking. */
  readonly version: string;
  /** The whole of what it says: equal as long as nobody has renewed, taken or edited it. */
  readonly content: string;
  /** Identity of who holds it; empty: nobody. */
  readonly holder: string;
  /** For how long it holds without a renewal; undefined: it does not say. */
  readonly seconds: number | undefined;
  /** How often it has changed hands. */
  readonly transitions: number;
}

export type LeaseChange =
  /** It changes hands. */
  | {readonly type: 'Acquire'; readonly holder: string; readonly seconds: number}
  | {readonly type: 'Renew'; readonly holder: string; readonly seconds: number}
  /** Whoever waits may take it at once. */
  | {readonly type: 'Release'};

export type LeaseWrite =
  | {readonly type: 'Written'; readonly lease: Lease}
  /** It is not (any more) what it was thought to be; nothing was written. */
  | {readonly type: 'Conflict'}
  /** There is no place for it (its namespace does not exist), so nobody else can hold it either. */
  | {readonly type: 'NoPlace'};

/** The one Lease that is contended for. Everything here @throws RemoteError, and what the signal was aborted with. */
export interface LeaseClient {
  /** For people: `namespace/name`. */
  readonly name: string;
  /** Undefined: there is none. */
  read(signal: AbortSignal): Promise<Lease | undefined>;
  /** Writes it if it still is `over`; creates it where that is undefined. */
  write(over: Lease | undefined, change: LeaseChange, signal: AbortSignal): Promise<LeaseWrite>;
  /** Every version after `lease`, undefined for its deletion, until the server has said enough. */
  follow(lease: Lease, signal: AbortSignal): AsyncIterable<Lease | undefined>;
}
