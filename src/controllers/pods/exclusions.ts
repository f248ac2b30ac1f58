import type {Exclusion} from '../../admission/pods/unit.ts';
import {canonicalJson, sameJson} from '../../domain/json.ts';

/** Which workloads' pods must stay as they are, in memory only: every look at a workload says it anew. */
export class Exclusions {
  /** By `kind/namespace/name`. */
  readonly #exclusions = new Map<string, Exclusion>();
  readonly #changed: () => void;

  /** `changed` is called when one has come, gone or become another; it must only enqueue. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** @param exclusion undefined: its pods are converted as the rules say */
  set(workload: string, exclusion: Exclusion | undefined): void {
    if (sameJson(this.#exclusions.get(workload), exclusion)) return;
    if (exclusion === undefined) this.#exclusions.delete(workload);
    else this.#exclusions.set(workload, exclusion);
    this.#changed();
  }

  /** Nobody asks for them. */
  clear(): void {
    this.#exclusions.clear();
  }

  /** In an order that depends on nothing but what they are, each once: several workloads may have the same labels. */
  all(): readonly Exclusion[] {
    const byText = new Map([...this.#exclusions.values()].map(each => [canonicalJson(each), each]));
    return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  }
}
