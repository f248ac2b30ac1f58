import {setTimeout as pause} from 'node:timers/promises';
import {Operator} from '../../test/support/operator.ts';
import type {Bench} from '../bench.ts';
import {BenchCluster} from '../cluster/bench-cluster.ts';
import {imageProgram} from '../operator/image-program.ts';
import {inPod} from '../operator/pod.ts';
import type {Section} from '../report/section.ts';
import {Churn} from './churn.ts';
import {sample, type Sample} from './sample.ts';
import {verdictOn} from './verdict.ts';

const BETWEEN_SAMPLES_MS = 30_000;
/** Long enough for everything to have been used once, so that caches and compiled code are not taken for a leak. */
const WARM_UP_MS = 60_000;
/** Connections that nobody uses are closed after 30 s. */
const SETTLES_MS = 40_000;

const ABOUT =
  'Ten changes a second on a real API server with the real controllers: about 200 Deployments and CronJobs in five ' +
  'namespaces are created, edited and deleted, policies are suspended, go (and put back what they converted) and come ' +
  'again. Every 30 s the heap is measured after a forced garbage collection. Before (after a minute of the same) and ' +
  'in the end the world is empty.';

/** Hours of a busy cluster in some minutes: whatever grows must stop growing. */
export async function soak(bench: Bench, minutes: number): Promise<Section> {
  return BenchCluster.during({node: false, signal: bench.signal, progress: bench.progress}, async cluster => {
    const operator = await Operator.start({
      kubeconfig: cluster.kubeconfig,
      flags: ['--admission=off'],
      inspect: true,
      program: inPod(imageProgram(), cluster),
    });
    try {
      return await follow(bench, {cluster, operator, minutes});
    } finally {
      await operator.stop();
    }
  });
}

interface Run {
  readonly cluster: BenchCluster;
  readonly operator: Operator;
  readonly minutes: number;
}

async function follow(bench: Bench, {cluster, operator, minutes}: Run): Promise<Section> {
  const churn = new Churn(bench, cluster.admin);
  bench.progress('warming up');
  await churn.fill();
  await churn.run(AbortSignal.timeout(WARM_UP_MS));
  const before = await emptied(bench, operator, churn);
  await churn.fill();
  const samples = await sampled(bench, {operator, churn, minutes});
  const after = await emptied(bench, operator, churn);
  const errors = operator.lines.filter(({level}) => level === 'error').map(({message}) => message);
  const measurements = verdictOn({before, after, samples, actions: churn.actions, errors});
  return {name: 'soak', about: ABOUT, measurements, kubernetes: cluster.cluster.version};
}

async function emptied(bench: Bench, operator: Operator, churn: Churn): Promise<Sample> {
  bench.progress('the world is emptied');
  await churn.empty();
  await pause(SETTLES_MS, undefined, {signal: bench.signal});
  return sample(operator, 0);
}

async function sampled(
  bench: Bench,
  {operator, churn, minutes}: {readonly operator: Operator; readonly churn: Churn; readonly minutes: number},
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const began = performance.now();
  const passed = (): number => (performance.now() - began) / 60_000;
  const end = new AbortController();
  const changes = churn.run(end.signal);
  // A churn that fails must not wait for the next sample to be heard of.
  const failed = changes.then(() => undefined);
  while (passed() < minutes) {
    await Promise.race([pause(BETWEEN_SAMPLES_MS, undefined, {signal: bench.signal}), failed]);
    operator.mustLive();
    samples.push(await sample(operator, passed()));
    bench.progress(lineOf(samples.at(-1)));
  }
  end.abort();
  await changes;
  return samples;
}

function lineOf(sample: Sample | undefined): string {
  if (sample === undefined) return '';
  const {minutes, heap, rss, sockets, timers, waiting} = sample;
  return `${minutes.toFixed(1)} min: heap ${heap.toFixed(2)} MB, RSS ${rss.toFixed(0)} MB, ${sockets} sockets, ${timers} timers, ${waiting} keys wait`;
}
