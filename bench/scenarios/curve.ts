import {scaled, type Bench} from '../bench.ts';
import {BenchCluster} from '../cluster/bench-cluster.ts';
import type {Measurement} from '../report/measurement.ts';
import type {Plot} from '../report/plot.ts';
import type {Section} from '../report/section.ts';
import {linearFit} from '../report/statistics.ts';
import {counted} from './comparison.ts';
import {conversionRun, type ConversionRun} from './conversion-run.ts';

const SIZES = [1000, 2000, 5000, 10_000, 20_000];

const ABOUT =
  'The same for a growing number of Deployments, each time with a new process. Lines through the points are those of ' +
  'least squares; growth is the slope through the logarithms of both, so 1 is linear and 2 quadratic.';

/** Time and memory over the number of workloads. */
export async function curve(bench: Bench): Promise<Omit<Section, 'name'>> {
  return BenchCluster.during({node: false, controllers: 'None', signal: bench.signal}, async cluster => {
    const runs: ConversionRun[] = [];
    for (const size of SIZES) {
      const run = await conversionRun(bench, cluster, {workloads: scaled(bench, size), controllers: 'None'});
      bench.progress(`${run.workloads} workloads: ${run.seconds.toFixed(2)} s, ${run.peak.toFixed(0)} MB`);
      runs.push(run);
    }
    const measurements = [...growthOf(runs), ...runs.flatMap(pointOf)];
    return {about: ABOUT, kubernetes: cluster.cluster.version, measurements, plots: plotsOf(runs)};
  });
}

function growthOf(runs: readonly ConversionRun[]): readonly Measurement[] {
  const slope = (y: (run: ConversionRun) => number): number =>
    linearFit(runs.map(run => ({x: run.workloads, y: y(run)}))).slope;
  const growth = linearFit(runs.map(run => ({x: Math.log(run.workloads), y: Math.log(run.seconds)})));
  const kilobytes = (megabytes: number): number => megabytes * 1000;
  return [
    {
      what: 'growth of time',
      value: growth.slope,
      unit: '',
      // A machine whose speed drifts puts points above and below the line.
      goal: {type: 'AtMost', value: 1 + 2 * growth.error},
      note: `1 is linear; standard error ${growth.error.toFixed(3)}, of which the goal has two`,
    },
    {what: 'time for each further workload', value: slope(run => run.seconds) * 1000, unit: 'ms'},
    {
      what: 'peak memory for each further workload',
      value: kilobytes(slope(run => run.peak)),
      unit: 'kB',
      goal: {type: 'AtMost', value: 4},
    },
    {what: 'settled memory for each further workload', value: kilobytes(slope(run => run.settled)), unit: 'kB'},
  ];
}

function pointOf({workloads, seconds, peak, settled, block}: ConversionRun): readonly Measurement[] {
  const objects = counted(workloads);
  return [
    {what: `${objects}: time`, value: seconds, unit: 's', note: `${(workloads / seconds).toFixed(0)} a second`},
    {what: `${objects}: peak memory`, value: peak, unit: 'MB', note: `settled: ${settled.toFixed(0)} MB`},
    {what: `${objects}: event loop blocked at most`, value: block, unit: 'ms'},
  ];
}

function plotsOf(runs: readonly ConversionRun[]): readonly Plot[] {
  const points = (y: (run: ConversionRun) => number) => runs.map(run => ({x: run.workloads, y: y(run)}));
  const x = 'Deployments';
  return [
    {
      title: 'From start to the last conversion',
      x,
      y: 's',
      series: [{name: 'time', points: points(run => run.seconds)}],
    },
    {
      title: 'Memory of the process (RSS)',
      x,
      y: 'MB',
      series: [
        {name: 'peak', points: points(run => run.peak)},
        {name: 'settled', points: points(run => run.settled)},
      ],
    },
  ];
}
