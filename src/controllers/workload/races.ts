import type {WorkloadView} from '../views/workload-view.ts';

/** More lost races than this on one and the same state of an object are none. */
const MOST = 5;

/** What people are told of them. */
export const NEVER_THE_SAME = 'the API server keeps answering that the object is not what was planned with';

/** Counts writes that came too late, so that one that can never succeed is told to people instead of tried for ever. */
export class Races {
  readonly #lost = new Map<string, {readonly packed: string; count: number}>();

  /** Answers whether another try makes sense. */
  lost(view: WorkloadView): boolean {
    const key = view.key;
    const known = this.#lost.get(key);
    const entry = known?.packed === view.packed ? known : {packed: view.packed, count: 0};
    this.#lost.set(key, entry);
    entry.count++;
    return entry.count <= MOST;
  }

  forget(workload: string): void {
    this.#lost.delete(workload);
  }
}
