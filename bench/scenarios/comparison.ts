import {errorMessage} from '../../src/runtime/errors.ts';
import type {Bench} from '../bench.ts';
import type {BenchCluster} from '../cluster/bench-cluster.ts';
import {buildMinimalController} from '../operator/minimal-controller.ts';
import type {Measurement} from '../report/measurement.ts';
import {mean, percentile} from '../report/statistics.ts';
import {conversionRun, type ConversionRun} from './conversion-run.ts';
import {minimalRun} from './minimal-run.ts';
import {rawRun} from './raw-run.ts';

export interface ComparisonSize {
  readonly workloads: number;
  readonly rounds: number;
  /** Requests of the raw loop. */
  readonly inFlight: number;
}

/** What the raw loop and the operator took for the same work. */
export interface Comparison extends ComparisonSize {
  /** Seconds; one before the first round, and one after each. */
  readonly raw: readonly number[];
  readonly runs: readonly ConversionRun[];
}

/**
 * Both in turn, so that each run of the operator stands between two of the raw loop: whatever changes on the machine or in
 * the server, whose speed drifts by a third within minutes, changes for both.
 */
export async function compare(bench: Bench, cluster: BenchCluster, size: ComparisonSize): Promise<Comparison> {
  const {workloads, rounds, inFlight} = size;
  const load = {workloads, controllers: 'None'} as const;
  const raw = [await rawRun(bench, cluster, {...load, inFlight})];
  const runs: ConversionRun[] = [];
  for (let round = 0; round < rounds; round++) {
    runs.push(await conversionRun(bench, cluster, load));
    raw.push(await rawRun(bench, cluster, {...load, inFlight}));
    const [before, after] = raw.slice(-2).map(seconds => seconds.toFixed(2));
    bench.progress(`raw ${before} s, operator ${runs.at(-1)?.seconds.toFixed(2)} s, raw ${after} s`);
  }
  return {...size, raw, runs};
}

/** Of each run of the operator to the two of the raw loop around it. */
function ratiosOf({raw, runs}: Comparison): readonly number[] {
  return runs.map(({seconds}, round) => seconds / mean(raw.slice(round, round + 2)));
}

/**
 * What the same takes on controller-runtime, once, between the last raw run and another one; nothing where it cannot be
 * built.
 */
export async function besideGo(
  bench: Bench,
  cluster: BenchCluster,
  {workloads, inFlight, raw}: Comparison,
): Promise<readonly Measurement[]> {
  if (!(await hasGo(bench))) return [];
  const {seconds, peak} = await minimalRun(bench, cluster, workloads);
  const after = await rawRun(bench, cluster, {workloads, controllers: 'None', inFlight});
  const around = [...raw.slice(-1), after];
  const what = `${counted(workloads)}: minimal controller in Go`;
  const times = `${seconds.toFixed(2)} s; raw ${listed(around)}`;
  const note = 'controller-runtime 0.24, 8 workers; no decisions, no policies, no status; once';
  return [
    {what: `${what} ÷ raw loop`, value: seconds / mean(around), unit: '×', note: times},
    {what: `${what}: peak memory (RSS)`, value: peak, unit: 'MB', note},
  ];
}

/** Whether the controller in Go can be asked: it is built, once on a machine, which takes minutes. */
export async function hasGo(bench: Bench): Promise<boolean> {
  try {
    await buildMinimalController(bench);
    return true;
  } catch (error) {
    bench.progress(`without the controller in Go: ${errorMessage(error)}`);
    return false;
  }
}

/** Times and their ratio. */
export function ratioOf(comparison: Comparison): readonly Measurement[] {
  const {workloads, inFlight, raw, runs} = comparison;
  const ratios = ratiosOf(comparison);
  const seconds = runs.map(run => run.seconds);
  const firsts = runs.map(run => run.first);
  const objects = counted(workloads);
  return [
    {what: `${objects}: raw loop`, value: mean(raw), unit: 's', note: `${inFlight} in flight; ${listed(raw)}`},
    {what: `${objects}: operator, from its start`, value: mean(seconds), unit: 's', note: listed(seconds)},
    {what: `${objects}: of these until its first conversion`, value: mean(firsts), unit: 's', note: listed(firsts)},
    {
      what: `${objects}: operator ÷ raw loop`,
      value: percentile(ratios, 50),
      unit: '×',
      goal: {type: 'AtMost', value: 1.15},
      note: `median of ${listed(ratios)}`,
    },
  ];
}

export const counted = (workloads: number): string => `${workloads.toLocaleString('en-US')} Deployments`;

const listed = (values: readonly number[]): string => values.map(value => value.toFixed(2)).join(', ');
