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

  /** A series that is not there begins at 0; one that is stays as it is. */
  begin(metric: Gauge | Counter, policy: string, labels: Labels): void {
    if (!this.#has(metric, policy, labels)) metric.inc(this.#remember(metric, policy, labels), 0);
  }

  /** Sets to 0 what a gauge has of a policy. */
  zero(gauge: Gauge, policy: string): void {
    for (const labels of this.#byPolicy.get(policy)?.get(gauge)?.values() ?? []) gauge.set(labels, 0);
  }

  /** Removes the series of a metric that are not wanted any more. */
  retain(metric: Gauge, policy: string, wanted: (labels: Labels) => boolean): void {
    const series = this.#byPolicy.get(policy)?.get(metric);
    for (const [id, labels] of series ?? []) {
      if (wanted(labels)) continue;
      metric.remove(labels);
      series?.delete(id);
    }
  }

  remove(policy: string): void {
    for (const [metric, series] of this.#byPolicy.get(policy) ?? []) {
      for (const labels of series.values()) metric.remove(labels);
    }
    this.#byPolicy.delete(policy);
  }

  #has(metric: Gauge | Counter, policy: string, labels: Labels): boolean {
    return this.#byPolicy.get(policy)?.get(metric)?.has(idOf(labels)) ?? false;
  }

  #remember(metric: Gauge | Counter, policy: string, labels: Labels): Labels {
    const metrics = this.#byPolicy.get(policy) ?? new Map<Gauge | Counter, Map<string, Labels>>();
    this.#byPolicy.set(policy, metrics);
    const series = metrics.get(metric) ?? new Map<string, Labels>();
    metrics.set(metric, series);
    const id = idOf(labels);
    const known = series.get(id);
    if (known !== undefined) return known;
    const all = {policy, ...labels};
    series.set(id, all);
    return all;
  }
}

function idOf(labels: Labels): string {
  return Object.values(labels).join(' ');
}
