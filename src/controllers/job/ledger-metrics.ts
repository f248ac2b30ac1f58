import type {Clock} from '../../runtime/clock.ts';
import type {Worker} from '../../runtime/manager.ts';
import type {JobLedger} from './job-ledger.ts';
import type {JobMetrics} from './ports.ts';

const EVERY = 2000;

/** Publishes what the ledger says, every two seconds: ages and costs grow without any event. */
export class LedgerMetrics implements Worker {
  readonly name = 'stuck jobs';
  readonly #ledger: JobLedger;
  readonly #metrics: JobMetrics;
  readonly #clock: Clock;
  #cancel: () => void = () => undefined;
  #stopped = false;

  constructor({ledger, metrics, clock}: {ledger: JobLedger; metrics: JobMetrics; clock: Clock}) {
    this.#ledger = ledger;
    this.#metrics = metrics;
    this.#clock = clock;
  }

  start(): void {
    if (this.#stopped) return;
    for (const policy of this.#ledger.policies()) this.#publish(policy);
    this.#cancel = this.#clock.setTimer(EVERY, () => this.start());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
  }

  #publish(policy: string): void {
    const {stuck, oldest} = this.#ledger.summary(policy);
    const oldestSeconds = oldest === undefined ? 0 : Math.max(0, this.#clock.now() - oldest) / 1000;
    this.#metrics.setStuck(policy, {pods: stuck, oldestSeconds});
    this.#metrics.addHeld(policy, this.#ledger.takeHeld(policy));
  }
}
