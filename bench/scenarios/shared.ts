import {scaled, type Bench} from '../bench.ts';
import {BenchCluster} from '../cluster/bench-cluster.ts';
import type {Measurement} from '../report/measurement.ts';
import type {Section} from '../report/section.ts';
import {bestInFlight} from './best-in-flight.ts';
import {besideGo, compare, counted, ratioOf} from './comparison.ts';
import {conversionRun, type ConversionRun} from './conversion-run.ts';
import {rawRun} from './raw-run.ts';
import {worstOf} from './worst-of.ts';

const WORKLOADS = 2000;

const ABOUT =
  'The same as in `start`, where etcd, the API server and whoever asks them compete for the same cores: told, not ' +
  'judged ([ADR 0014](adr/0014-a-core-for-those-who-ask.md)). In the last row kube-controller-manager runs beside them.';

/** From the start of the process to the last conversion, on cores that everybody shares. */
export async function shared(bench: Bench): Promise<Omit<Section, 'name'>> {
  const told = await BenchCluster.during(bare(bench, 'None'), async cluster => {
    const inFlight = await bestInFlight(bench, cluster);
    const comparison = await compare(bench, cluster, {workloads: scaled(bench, WORKLOADS), rounds: 1, inFlight});
    const go = await besideGo(bench, cluster, comparison);
    const measurements = [...ratioOf(comparison).map(unjudged), ...burdenOf(comparison.runs), ...go];
    return {inFlight, measurements, kubernetes: cluster.cluster.version};
  });
  const controlled = await besideControllers(bench, told.inFlight);
  return {about: ABOUT, kubernetes: told.kubernetes, measurements: [...told.measurements, ...controlled]};
}

const bare = ({signal}: Bench, controllers: 'All' | 'None') => ({node: false, controllers, signal}) as const;

const unjudged = ({what, value, unit, note = ''}: Measurement): Measurement => ({what, value, unit, note});

function burdenOf(runs: readonly ConversionRun[]): readonly Measurement[] {
  const worst = worstOf(runs);
  return [
    {what: 'peak memory (RSS)', value: worst(run => run.peak), unit: 'MB'},
    {what: 'event loop blocked at most', value: worst(run => run.block), unit: 'ms'},
  ];
}

/** Once each, in a cluster of its own: what one leaves to the garbage collector would slow the other. */
async function besideControllers(bench: Bench, inFlight: number): Promise<readonly Measurement[]> {
  const size = {workloads: scaled(bench, WORKLOADS), controllers: 'All'} as const;
  const raw = await BenchCluster.during(bare(bench, 'All'), async cluster =>
    rawRun(bench, cluster, {...size, inFlight}),
  );
  const run = await BenchCluster.during(bare(bench, 'All'), async cluster => conversionRun(bench, cluster, size));
  return [
    {
      what: `${counted(size.workloads)} beside kube-controller-manager: operator ÷ raw loop`,
      value: run.seconds / raw,
      unit: '×',
      note: `${run.seconds.toFixed(2)} s, ${raw.toFixed(2)} s; once each`,
    },
  ];
}
