import type {Counter, Gauge} from 'prom-client';

type Labels = Readonly<Record<string, string>>;

/** Series of metrics that have a `policy` label: remembers them, so that they can go with the policy. */
export class PolicySeries {
  readonly #byPolicy = new Map<string, Map<Gauge | Counter, Map<string, Labels>>>();

  set(gauge: Gauge, policy: string, labels: Labels, value: number): void {
    gauge.set(this.#remember(gauge, policy, labels), value);
  }

  add(counter: Counter, policy: string, value: number): void {
    counter.inc(this.#remember(counter, policy, {}), value);
  }

  /** Sets to 0 what a gauge has of a policy. */
  zero(gauge: Gauge, policy: string): void {
    for (const labels of this.#byPolicy.get(policy)?.get(gauge)?.values() ?? []) gauge.set(labels, 0);
  }

  remove(policy: string): void {
    for (const [metric, series] of this.#byPolicy.get(policy) ?? []) {
      for (const labels of series.values()) metric.remove(labels);
    }
    this.#byPolicy.delete(policy);
  }

  #remember(metric: Gauge | Counter, policy: string, labels: Labels): Labels {
    const metrics = this.#byPolicy.get(policy) ?? new Map<Gauge | Counter, Map<string, Labels>>();
    this.#byPolicy.set(policy, metrics);
    const series = metrics.get(metric) ?? new Map<string, Labels>();
    metrics.set(metric, series);
    const id = Object.values(labels).join(' ');
    const known = series.get(id);
    if (known !== undefined) return known;
    const all = {policy, ...labels};
    series.set(id, all);
    return all;
  }
}
