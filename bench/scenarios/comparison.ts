import {errorMessage} from '../../src/runtime/errors.ts';
import type {Bench} from '../bench.ts';
import type {BenchCluster} from '../cluster/bench-cluster.ts';
import {buildMinimalController} from '../operator/minimal-controller.ts';
import type {Measurement} from '../report/measurement.ts';
import {mean} from '../report/statistics.ts';
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
  /** Seconds. */
  readonly raw: readonly number[];
  readonly runs: readonly ConversionRun[];
}

/**
 * Both in turn, and every other round the other way round, so that whatever changes on the machine or in the server
 * changes for both: where its speed drifts by a third within minutes, means are equally far off, and medians are not.
 */
export async function compare(bench: Bench, cluster: BenchCluster, size: ComparisonSize): Promise<Comparison> {
  const {workloads, rounds, inFlight} = size;
  const raw: number[] = [];
  const runs: ConversionRun[] = [];
  for (let round = 0; round < rounds; round++) {
    const sendRaw = async (): Promise<unknown> =>
      raw.push(await rawRun(bench, cluster, {workloads, controllers: 'None', inFlight}));
    if (round % 2 === 0) await sendRaw();
    runs.push(await conversionRun(bench, cluster, {workloads, controllers: 'None'}));
    if (round % 2 === 1) await sendRaw();
    bench.progress(`raw ${raw.at(-1)?.toFixed(2)} s, operator ${runs.at(-1)?.seconds.toFixed(2)} s`);
  }
  return {...size, raw, runs};
}

/** What the same takes on controller-runtime, once; nothing where it cannot be built. */
export async function besideGo(
  bench: Bench,
  cluster: BenchCluster,
  {workloads, raw}: Comparison,
): Promise<readonly Measurement[]> {
  try {
    await buildMinimalController(bench);
  } catch (error) {
    bench.progress(`without the controller in Go: ${errorMessage(error)}`);
    return [];
  }
  const {seconds, peak} = await minimalRun(bench, cluster, workloads);
  const what = `${counted(workloads)}: minimal controller in Go`;
  const note = 'controller-runtime 0.24, 8 workers; no decisions, no policies, no status; once';
  return [
    {what: `${what} ÷ raw loop`, value: seconds / mean(raw), unit: '×', note: `${seconds.toFixed(2)} s`},
    {what: `${what}: peak memory (RSS)`, value: peak, unit: 'MB', note},
  ];
}

/** Times and their ratio. */
export function ratioOf({workloads, inFlight, raw, runs}: Comparison): readonly Measurement[] {
  const seconds = runs.map(run => run.seconds);
  const objects = counted(workloads);
  const all = (values: readonly number[]): string => values.map(value => value.toFixed(2)).join(', ');
  return [
    {what: `${objects}: raw loop`, value: mean(raw), unit: 's', note: `${inFlight} in flight; ${all(raw)}`},
    {what: `${objects}: operator, from its start`, value: mean(seconds), unit: 's', note: all(seconds)},
    {
      what: `${objects}: operator ÷ raw loop`,
      value: mean(seconds) / mean(raw),
      unit: '×',
      goal: {type: 'AtMost', value: 1.15},
      note: 'means',
    },
  ];
}

export const counted = (workloads: number): string => `${workloads.toLocaleString('en-US')} Deployments`;
