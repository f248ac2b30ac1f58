import {scaled, type Bench} from '../bench.ts';
import type {BenchCluster} from '../cluster/bench-cluster.ts';
import {rawRun} from './raw-run.ts';

/** The raw loop is as fast as it can be: these numbers in flight are tried, and the best is kept. */
const IN_FLIGHT = [8, 16, 32];

/** How many requests of the raw loop at once are the fastest here. */
export async function bestInFlight(bench: Bench, cluster: BenchCluster): Promise<number> {
  const tried = [];
  for (const inFlight of IN_FLIGHT) {
    const seconds = await rawRun(bench, cluster, {workloads: scaled(bench, 1000), controllers: 'None', inFlight});
    tried.push({inFlight, seconds});
    bench.progress(`${inFlight} in flight: ${seconds.toFixed(2)} s`);
  }
  return tried.reduce((best, each) => (each.seconds < best.seconds ? each : best)).inFlight;
}
