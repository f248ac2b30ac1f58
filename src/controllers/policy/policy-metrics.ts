import {WORKLOAD_STATES} from '../../api/reasons.ts';
import type {Finding} from '../../domain/finding.ts';
import type {Policy} from '../../domain/policy.ts';
import type {Metrics} from '../../telemetry/metrics.ts';
import type {Ledger} from '../ledger/ledger.ts';
import {countsByKind, findingsAbout, findingsIn, workaroundsIn} from '../ledger/summary.ts';

/** Publishes what the ledger says of a policy as metrics. */
export class PolicyMetrics {
  readonly #metrics: Metrics;
  readonly #ledger: Ledger;
  readonly #findings: (policy: string) => readonly Finding[];
  /** Policy key → the kinds that its series are there for. */
  readonly #kinds = new Map<string, string>();

  /** @param findings about a policy itself */
  constructor(metrics: Metrics, ledger: Ledger, findings: (policy: string) => readonly Finding[]) {
    this.#metrics = metrics;
    this.#ledger = ledger;
    this.#findings = findings;
  }

  publish(policy: Policy): void {
    const {kinds} = policy.target;
    if (this.#kinds.get(policy.key) !== kinds.join()) this.#metrics.addPolicy(policy.key, kinds);
    this.#kinds.set(policy.key, kinds.join());
    this.#metrics.paused.set(policy.key, policy.paused !== undefined);
    const byKind = countsByKind(this.#ledger.groups(policy.key));
    const own = findingsAbout(policy, this.#findings(policy.key));
    const findings = [...own, ...findingsIn(this.#ledger.groups(policy.key))];
    for (const kind of kinds) {
      const counts = byKind.get(kind);
      for (const state of WORKLOAD_STATES) this.#metrics.workloads.set(policy.key, kind, state, counts?.[state] ?? 0);
    }
    this.#metrics.findings.replace(policy.key, new Map(findings.map(({code, count}) => [code, count])));
    this.#metrics.workarounds.replace(policy.key, workaroundsIn(this.#ledger.groups(policy.key)));
  }

  remove(policy: string): void {
    this.#kinds.delete(policy);
    this.#metrics.removePolicy(policy);
  }
}
