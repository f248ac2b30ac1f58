import {sleep, type Clock} from '../clock.ts';
import {errorMessage, RemoteError} from '../errors.ts';
import type {Log} from '../log.ts';
import type {LogDamper} from '../log-damper.ts';
import type {Leadership} from './leadership.ts';
import type {Lease, LeaseChange, LeaseClient, LeaseWrite} from './lease.ts';
import {LeaseRequests} from './lease-requests.ts';
import {LeaseObservation} from './observation.ts';
import {momentOf, WriteFence, type Moment} from './write-fence.ts';

export interface ElectorOptions {
  readonly client: LeaseClient;
  /** Unique to this process. */
  readonly identity: string;
  /** How long others wait for a renewal before they take the Lease. Whole seconds. */
  readonly leaseSeconds: number;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly log: Log;
  readonly damper: LogDamper;
  /** This process begins or ceases to be the one that may write. */
  readonly onChange?: (leading: boolean) => void;
}

/** How long a release may take, in milliseconds: nobody waits for it longer than for the Lease itself. */
const RELEASE_TIMEOUT = 1000;

/**
 * One of several processes that contend for a Lease (ADR 0012). It writes only while the Lease was renewed lately, as
 * its fence sees to. A leader that cannot renew it pauses, and goes on if nobody else has led meanwhile; one that has
 * been replaced has lost for good.
 */
export class Elector implements Leadership {
  /** Every write must pass it. */
  readonly fence: WriteFence;
  readonly #options: ElectorOptions;
  readonly #observation: LeaseObservation;
  readonly #requests: LeaseRequests;
  readonly #stop = new AbortController();
  readonly #lost = Promise.withResolvers<void>();
  #phase: 'Waiting' | 'Leading' | 'Ended' = 'Waiting';
  /** As we wrote it last. */
  #held: Lease | undefined;
  #candidacy: Promise<void> = Promise.resolve();
  #reign: Promise<void> = Promise.resolve();
  #leader: string | undefined;
  #saidNoPlace = false;

  constructor(options: ElectorOptions) {
    this.#options = options;
    this.#observation = new LeaseObservation(options.identity, options.leaseSeconds);
    this.#requests = new LeaseRequests({...options, timeout: (options.leaseSeconds * 1000) / 2});
    this.fence = new WriteFence(options.clock, open => this.#fenceChanged(open));
  }

  get waited(): boolean {
    return this.#leader !== undefined;
  }

  /** Resolves when somebody else leads in our place: end the process. */
  async lost(): Promise<void> {
    return this.#lost.promise;
  }

  problem(): string | undefined {
    return this.#requests.problem();
  }

  async lead(): Promise<void> {
    this.#candidacy = this.#stand();
    return this.#candidacy;
  }

  async release(): Promise<void> {
    this.#stop.abort();
    // What is under way may still get or renew it.
    await this.#candidacy;
    await this.#reign;
    const held = this.#phase === 'Ended' ? undefined : this.#held;
    this.abandon();
    if (held === undefined) return;
    try {
      await this.#requests.write(held, {type: 'Release'}, RELEASE_TIMEOUT);
    } catch (thrown) {
      // It runs out by itself.
      this.#options.log.warn('lease was not released', {reason: errorMessage(thrown)});
    }
  }

  abandon(): void {
    this.#phase = 'Ended';
    this.#stop.abort();
    this.fence.close();
  }

  async #stand(): Promise<void> {
    while (this.#goesOnAs('Waiting')) {
      const wait = await this.#safely(async () => this.#campaign());
      if (this.#goesOnAs('Waiting')) await sleep(this.#options.clock, wait, this.#stop.signal);
    }
    if (this.#goesOnAs('Leading')) this.#reign = this.#rule();
  }

  /** One attempt to become leader; answers how long to wait before the next, in milliseconds. */
  async #campaign(): Promise<number> {
    const {clock} = this.#options;
    this.#see(await this.#requests.read());
    const {lease} = this.#observation;
    if (!this.#isFree() && lease !== undefined) await this.#follow(lease);
    if (this.#isFree()) return this.#acquire();
    return Math.min(this.#retry(), this.#observation.freeAt() - clock.monotonic());
  }

  /** Until it is free, or the watch ends. A watch that has fallen silent unnoticed is found out by the attempt to write. */
  async #follow(lease: Lease): Promise<void> {
    const {client, clock} = this.#options;
    const expired = new AbortController();
    let cancel = (): void => undefined;
    const arm = (): void => {
      cancel();
      cancel = clock.setTimer(this.#observation.freeAt() - clock.monotonic(), () => expired.abort());
    };
    try {
      arm();
      const signal = AbortSignal.any([expired.signal, this.#stop.signal]);
      for await (const seen of client.follow(lease, signal)) {
        this.#see(seen);
        this.#requests.recovered();
        if (this.#isFree()) return;
        arm();
      }
    } catch (thrown) {
      if (!expired.signal.aborted && !this.#stop.signal.aborted) throw thrown;
    } finally {
      cancel();
    }
  }

  async #acquire(): Promise<number> {
    if (!this.#goesOnAs('Waiting')) return 0;
    const began = momentOf(this.#options.clock);
    const result = await this.#requests.write(this.#observation.lease, this.#claim('Acquire'));
    // Several have waited for the same moment; one of them has been faster, and is seen by the next look.
    if (result.type === 'Conflict') return this.#retry() / 10;
    this.#holds(result, began);
    if (!this.fence.isOpen || !this.#goesOnAs('Waiting')) return 0;
    this.#phase = 'Leading';
    this.#options.log.info('leading', {lease: this.#options.client.name, identity: this.#options.identity});
    return 0;
  }

  async #rule(): Promise<void> {
    const {clock} = this.#options;
    let wait = this.#renewEvery;
    while (this.#goesOnAs('Leading')) {
      await sleep(clock, wait, this.#stop.signal);
      if (this.#goesOnAs('Leading')) wait = await this.#safely(async () => this.#renew());
    }
  }

  async #renew(): Promise<number> {
    const began = momentOf(this.#options.clock);
    const result = await this.#requests.write(this.#held, this.#claim('Renew'));
    if (result.type === 'Conflict') return this.#reconsider();
    this.#holds(result, began);
    return Math.max(0, began.monotonic + this.#renewEvery - this.#options.clock.monotonic());
  }

  /** It is not as we have left it: a write of ours whose answer was lost, or somebody else's. */
  async #reconsider(): Promise<number> {
    const lease = await this.#requests.read();
    const ours = lease?.holder === this.#options.identity;
    // Deleted or emptied by hand; after a pause somebody could have led and gone, and what we remember would be old.
    const vacant = (lease === undefined || lease.holder === '') && this.fence.isOpen;
    if (!ours && !vacant) this.#deposed(lease?.holder ?? '');
    this.#held = lease;
    return 0;
  }

  #deposed(leader: string): void {
    this.abandon();
    const {client, log} = this.#options;
    log.error('leadership lost, ending', {lease: client.name, leader: leader === '' ? 'nobody' : leader});
    this.#lost.resolve();
  }

  #holds(result: Exclude<LeaseWrite, {type: 'Conflict'}>, began: Moment): void {
    if (result.type === 'NoPlace') this.#sayNoPlace();
    this.#held = result.type === 'Written' ? result.lease : undefined;
    this.#requests.recovered();
    // Not after a stop, by an answer that was on its way.
    if (this.#phase !== 'Ended') this.fence.extend(began, this.#pauseAfter);
  }

  #sayNoPlace(): void {
    if (this.#saidNoPlace) return;
    this.#saidNoPlace = true;
    const reason = `there is no namespace for ${this.#options.client.name}, so no Outrigger is installed there`;
    this.#options.log.warn('working without a lease', {reason});
  }

  #see(lease: Lease | undefined): void {
    const {clock, identity, log, client} = this.#options;
    this.#observation.see(lease, clock.monotonic());
    const holder = lease?.holder ?? '';
    if (holder === '' || holder === identity || holder === this.#leader) return;
    this.#leader = holder;
    log.info('another Outrigger leads, this one waits', {lease: client.name, leader: holder});
  }

  #goesOnAs(phase: 'Waiting' | 'Leading'): boolean {
    return this.#phase === phase && !this.#stop.signal.aborted;
  }

  #isFree(): boolean {
    return this.#observation.freeAt() <= this.#options.clock.monotonic();
  }

  #claim(type: 'Acquire' | 'Renew'): LeaseChange {
    return {type, holder: this.#options.identity, seconds: this.#options.leaseSeconds};
  }

  async #safely(step: () => Promise<number>): Promise<number> {
    try {
      return await step();
    } catch (thrown) {
      this.#requests.failed(thrown);
      // What a person must mend takes longer than what passes.
      return this.#retry() * (thrown instanceof RemoteError && !thrown.passing ? 4 : 1);
    }
  }

  #fenceChanged(open: boolean): void {
    const {log, client, onChange} = this.#options;
    onChange?.(open);
    if (this.#phase !== 'Leading') return;
    if (open) log.info('lease was renewed, writing again', {lease: client.name});
    else log.warn('lease was not renewed in time, writing nothing until it is', {lease: client.name});
  }

  get #renewEvery(): number {
    return (this.#options.leaseSeconds * 1000) / 4;
  }

  /** A quarter before others may begin: what was sent at the last moment has that long to arrive. */
  get #pauseAfter(): number {
    return (this.#options.leaseSeconds * 1000 * 3) / 4;
  }

  /** With jitter, so that those who wait do not all ask at once. */
  #retry(): number {
    return this.#renewEvery * (0.5 + this.#options.random() / 2);
  }
}
