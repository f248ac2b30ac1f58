import {setTimeout as pause} from 'node:timers/promises';
import {numberAt} from '../../src/domain/json.ts';
import {aside, until, type Bench} from '../bench.ts';
import type {BenchCluster} from '../cluster/bench-cluster.ts';
import type {AuditEntry} from '../cluster/audit-entry.ts';
import {firstOf, lastOf, untilConverted} from '../cluster/conversions.ts';
import {benchPolicy} from '../load/policy.ts';
import {MeasuredOperator, OPERATOR} from '../operator/measured-operator.ts';
import {Deployments} from '../load/deployments.ts';

/** After the last conversion the operator writes its status, and then has nothing to do. */
const SETTLES_MS = 5000;

export interface ConversionRun {
  readonly workloads: number;
  /** From the start of the process to the last conversion. */
  readonly seconds: number;
  /** Seconds, of these, until the first conversion: what the raw loop has not to do. */
  readonly first: number;
  /** MB. */
  readonly peak: number;
  readonly settled: number;
  /** The longest time for which its event loop was blocked, ms. */
  readonly block: number;
  /** Of the workload that was written most often. */
  readonly writes: number;
  /** Every request until it had settled. */
  readonly entries: readonly AuditEntry[];
}

/** Lets the operator convert so many new Deployments, and takes note of what it cost. */
export async function conversionRun(
  bench: Bench,
  cluster: BenchCluster,
  {workloads, controllers}: {readonly workloads: number; readonly controllers: 'All' | 'None'},
): Promise<ConversionRun> {
  const deployments = new Deployments(bench, cluster.admin.rest, 'converted');
  await deployments.open();
  bench.progress(`creating ${workloads} Deployments for the operator`);
  await deployments.fill(workloads, controllers);
  await cluster.admin.create('SidecarPolicy', deployments.namespace, benchPolicy(deployments.namespace));
  cluster.audit.read();
  bench.progress('the operator converts');
  let operator: MeasuredOperator | undefined;
  const run = await MeasuredOperator.during(cluster, async measured => {
    operator = measured;
    return aside(bench, async () => watchRun({bench, cluster, operator: measured, workloads}));
  });
  await cluster.admin.delete('SidecarPolicy', deployments.namespace, 'bench');
  await deployments.remove();
  return {...run, workloads, block: operator?.longestBlock ?? Number.NaN};
}

interface Running {
  readonly bench: Bench;
  readonly cluster: BenchCluster;
  readonly operator: MeasuredOperator;
  readonly workloads: number;
}

async function watchRun({bench, cluster, operator, workloads}: Running) {
  const wanted = {userAgent: OPERATOR, workloads, alive: operator.alive};
  const converted = await untilConverted(bench, cluster.audit, wanted);
  await until(bench, 'the policy says so', async () => saysSo(cluster, workloads), {seconds: 60, everyMs: 200});
  await pause(SETTLES_MS, undefined, {signal: bench.signal});
  const {rss, peak} = operator.facts();
  return {
    seconds: (lastOf(converted) - operator.startedAt) / 1000,
    first: (firstOf(converted) - operator.startedAt) / 1000,
    peak,
    settled: rss,
    writes: Math.max(...[...converted.at.values()].map(times => times.length)),
    entries: [...converted.entries, ...cluster.audit.read().filter(({userAgent}) => userAgent.startsWith(OPERATOR))],
  };
}

async function saysSo({admin}: BenchCluster, workloads: number): Promise<true | undefined> {
  const policy = await admin.get('SidecarPolicy', 'converted', 'bench');
  const count = (state: string): number => numberAt(policy, 'status', 'workloads', state) ?? 0;
  return count('rolling') + count('converted') === workloads ? true : undefined;
}
