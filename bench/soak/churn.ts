import {setTimeout as pause} from 'node:timers/promises';
import type {Admin} from '../../test/support/kube-client.ts';
import {until, type Bench} from '../bench.ts';
import {inParallel} from '../../test/support/in-parallel.ts';
import {BusyNamespace} from './busy-namespace.ts';
import {seeded} from './random.ts';

const NAMESPACES = 5;
/** In each namespace, before the churn and (nearly) always after. */
const WORKLOADS = 40;
const ACTIONS_A_SECOND = 10;

type Action = () => Promise<void>;

/** Changes of all kinds at a steady rate, the same in every run. The number of workloads stays about the same. */
export class Churn {
  readonly #bench: Pick<Bench, 'signal'>;
  readonly #namespaces: readonly BusyNamespace[];
  readonly #random = seeded(4);
  /** Policies that are on their way out or back; workloads go on changing meanwhile. */
  readonly #replaced = new Map<BusyNamespace, Promise<void>>();
  #failure: unknown;
  #actions = 0;

  constructor(bench: Pick<Bench, 'signal'>, admin: Admin) {
    this.#bench = bench;
    this.#namespaces = Array.from({length: NAMESPACES}, (_, index) => new BusyNamespace(admin, `busy-${index}`));
  }

  get actions(): number {
    return this.#actions;
  }

  async fill(): Promise<void> {
    for (const namespace of this.#namespaces) {
      await namespace.open();
      while (namespace.size < WORKLOADS) await namespace.createWorkload();
    }
  }

  /** One action after the other until the signal; each has its time, late or not. */
  async run(end: AbortSignal): Promise<void> {
    const began = performance.now();
    for (let index = 0; !end.aborted; index++) {
      const wait = began + (index * 1000) / ACTIONS_A_SECOND - performance.now();
      if (wait > 0) await pause(wait, undefined, {signal: this.#bench.signal});
      this.#bench.signal.throwIfAborted();
      if (this.#failure !== undefined) throw this.#failure;
      await this.#act();
    }
    await Promise.all(this.#replaced.values());
  }

  /** No workload and no policy is left. */
  async empty(): Promise<void> {
    await inParallel(this.#namespaces, NAMESPACES, async namespace => {
      await namespace.empty();
      await namespace.deletePolicy();
    });
    const gone = async (): Promise<true | undefined> => ((await this.#anyPolicy()) ? undefined : true);
    await until(this.#bench, 'every policy is gone', gone, {seconds: 120, everyMs: 500});
  }

  async #act(): Promise<void> {
    const namespace = this.#namespaces[Math.floor(this.#random() * NAMESPACES)];
    if (namespace === undefined) return;
    await this.#choose(namespace)();
    this.#actions++;
  }

  /** Of a hundred actions about 94 are on workloads; a policy goes about once in ten seconds, and comes back. */
  #choose(namespace: BusyNamespace): Action {
    const roll = this.#random();
    if (roll < 0.06 && this.#replaced.has(namespace)) return async () => Promise.resolve();
    if (roll < 0.01) return async () => this.#beginReplacing(namespace);
    if (roll < 0.06) return async () => namespace.editPolicy();
    if (roll < 0.5) return async () => namespace.editWorkload(this.#random());
    return async () => (namespace.size < WORKLOADS ? namespace.createWorkload() : namespace.deleteOldest());
  }

  #beginReplacing(namespace: BusyNamespace): void {
    const replacing = this.#replacePolicy(namespace).finally(() => this.#replaced.delete(namespace));
    // A failure is heard of when the next action is due.
    replacing.catch((error: unknown) => (this.#failure = error));
    this.#replaced.set(namespace, replacing);
  }

  async #replacePolicy(namespace: BusyNamespace): Promise<void> {
    await namespace.deletePolicy();
    const gone = async (): Promise<true | undefined> => ((await namespace.hasPolicy()) ? undefined : true);
    await until(this.#bench, 'a deleted policy is gone', gone, {seconds: 120, everyMs: 200});
    await namespace.createPolicy();
  }

  async #anyPolicy(): Promise<boolean> {
    const left = await Promise.all(this.#namespaces.map(async namespace => namespace.hasPolicy()));
    return left.includes(true);
  }
}
