import {Operator} from '../../test/support/operator.ts';
import type {BenchCluster} from '../cluster/bench-cluster.ts';
import {imageProgram} from './image-program.ts';
import {inPod} from './pod.ts';
import {processFacts, type ProcessFacts} from './process-facts.ts';

/** How the operator calls itself in the API server's audit log. */
export const OPERATOR = 'outrigger/';

/** The operator as it runs in the image, watched from outside. */
export class MeasuredOperator {
  /** ms since the epoch, with fractions. */
  readonly startedAt: number;
  readonly #operator: Operator;

  private constructor(cluster: BenchCluster, flags: readonly string[]) {
    this.startedAt = performance.timeOrigin + performance.now();
    // An administrator's credentials allow what an installed Outrigger may not do.
    const all = ['--admission=off', ...flags];
    this.#operator = Operator.spawn({
      kubeconfig: cluster.kubeconfig,
      flags: all,
      program: inPod(imageProgram(), cluster),
    });
  }

  /** Runs `measure` while the operator runs, with further flags of `outrigger run`; ends it whatever happens. */
  static async during<T>(
    cluster: BenchCluster,
    measure: (operator: MeasuredOperator) => Promise<T>,
    flags: readonly string[] = [],
  ): Promise<T> {
    const operator = new MeasuredOperator(cluster, flags);
    try {
      return await measure(operator);
    } finally {
      await operator.#operator.stop();
    }
  }

  get pid(): number {
    return this.#operator.pid ?? 0;
  }

  /** Throws when it has ended; with what it said. */
  readonly alive = (): void => this.#operator.mustLive();

  /** Base URL of its metrics. */
  get url(): string {
    return this.#operator.url;
  }

  /** Where it serves its webhook; undefined: not yet. */
  webhookPort(): number | undefined {
    const told = this.#operator.lines.find(({message}) => message === 'serving the admission webhook');
    return told === undefined ? undefined : Number(told['port']);
  }

  /** Once it has ended: the longest time for which nothing else could run, ms. */
  get longestBlock(): number {
    const told = this.#operator.lines.find(({message}) => message === 'event loop delay');
    return Number(told?.['max']);
  }

  facts(): ProcessFacts {
    return processFacts(this.pid);
  }
}
