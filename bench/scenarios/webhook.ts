import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {issue} from '../../src/webhook/certificate/issue.ts';
import {metricsPage} from '../../test/support/metrics-page.ts';
import {WebhookClient} from '../../test/support/webhook-client.ts';
import {scaled, until, type Bench} from '../bench.ts';
import {BenchCluster} from '../cluster/bench-cluster.ts';
import {Deployments} from '../load/deployments.ts';
import {podReview} from '../load/pod-review.ts';
import {benchPolicy} from '../load/policy.ts';
import {MeasuredOperator} from '../operator/measured-operator.ts';
import type {Measurement} from '../report/measurement.ts';
import type {Section} from '../report/section.ts';
import {percentile} from '../report/statistics.ts';

const A_SECOND = 200;
const SECONDS = 30;
/** The speed of a machine that is shared with others changes within a minute. */
const ROUNDS = 5;
const CONTAINERS = 20;
/** Not counted: the first ones meet code that was never run. */
const WARM_UP = 400;

const ABOUT =
  'Reviews of a pod with 20 containers, one of which moves, 200 a second on loopback over kept-alive connections, ' +
  'each sent when its time has come, whether or not those before are answered. The operator knows 1,000 Deployments ' +
  'beside. At the server means by its own histogram, from the head of a request to the answer; the others are what the ' +
  'bench, on the same cores, has seen. Five rounds of 30 seconds, of which the median is judged.';

/** How long the API server would wait for the webhook. */
export async function webhook(bench: Bench): Promise<Omit<Section, 'name'>> {
  return BenchCluster.during({node: false, controllers: 'None', signal: bench.signal}, async cluster => {
    const folder = mkdtempSync(join(tmpdir(), 'outrigger-bench-webhook-'));
    try {
      return {...(await measure(bench, cluster, folder)), kubernetes: cluster.cluster.version};
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  });
}

async function measure(bench: Bench, cluster: BenchCluster, folder: string): Promise<Omit<Section, 'name'>> {
  const deployments = new Deployments(bench, cluster.admin.rest, 'webhook');
  await deployments.open();
  await deployments.fill(scaled(bench, 1000), 'None');
  const conversion = {mode: 'Enforce', delivery: 'Pod'};
  await cluster.admin.create('SidecarPolicy', deployments.namespace, benchPolicy(deployments.namespace, {conversion}));
  const {ca, cert, key} = await issue({hosts: ['localhost'], now: Date.now(), lifetimeSeconds: 3600});
  writeFileSync(join(folder, 'tls.crt'), cert);
  writeFileSync(join(folder, 'tls.key'), key);
  const flags = ['--admission=webhook', `--webhook-cert-dir=${folder}`, '--webhook-address=127.0.0.1:0'];
  return MeasuredOperator.during(
    cluster,
    async operator => {
      const port = await until(bench, 'the webhook is served', () => operator.webhookPort(), {seconds: 60});
      const client = new WebhookClient(port, ca);
      try {
        return await ask(bench, operator, {
          client,
          body: JSON.stringify(podReview(deployments.namespace, 'web-00000', CONTAINERS)),
        });
      } finally {
        client.close();
      }
    },
    flags,
  );
}

interface Asking {
  readonly client: WebhookClient;
  readonly body: string;
}

async function ask(bench: Bench, operator: MeasuredOperator, asking: Asking): Promise<Omit<Section, 'name'>> {
  await until(bench, 'the cluster is known', async () => ((await send(asking)) === 200 ? true : undefined), {
    seconds: 60,
  });
  await askSteadily(bench, asking, WARM_UP);
  const slow: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = await answersOf(operator);
    times.push(...(await askSteadily(bench, asking, scaled(bench, A_SECOND * SECONDS))));
    slow.push(slowPart(before, await answersOf(operator)));
  }
  return {about: ABOUT, measurements: measured(asking, {slow, times})};
}

interface Answers {
  readonly all: number;
  /** Within 5 ms. */
  readonly fast: number;
}

/** In percent. */
function slowPart(before: Answers, after: Answers): number {
  const all = after.all - before.all;
  return (100 * (all - (after.fast - before.fast))) / all;
}

function measured(
  {body}: Asking,
  {slow, times}: {readonly slow: readonly number[]; readonly times: readonly number[]},
): readonly Measurement[] {
  return [
    {what: 'reviews', value: times.length, unit: ''},
    {what: 'size of a review', value: body.length / 1000, unit: 'kB'},
    {
      what: 'took longer than 5 ms at the server',
      value: percentile(slow, 50),
      unit: '%',
      goal: {type: 'AtMost', value: 1},
      note: `median of ${slow.map(value => value.toFixed(2)).join(', ')}`,
    },
    {what: 'sent → answered, median', value: percentile(times, 50), unit: 'ms'},
    {what: 'sent → answered, p99', value: percentile(times, 99), unit: 'ms'},
    {what: 'sent → answered, slowest', value: Math.max(...times), unit: 'ms'},
  ];
}

/** So many a second whether or not those before are through; ms from sending to the answer. */
async function askSteadily(bench: Bench, asking: Asking, count: number): Promise<readonly number[]> {
  bench.progress(`asking ${count} times, ${A_SECOND} a second`);
  const began = performance.now();
  const underWay: Promise<number>[] = [];
  for (let index = 0; index < count; index++) {
    const wait = began + (index * 1000) / A_SECOND - performance.now();
    if (wait > 0) await pause(wait, undefined, {signal: bench.signal});
    underWay.push(timed(asking));
  }
  return Promise.all(underWay);
}

async function timed(asking: Asking): Promise<number> {
  const sent = performance.now();
  const status = await send(asking);
  if (status !== 200) throw new Error(`The webhook answers ${status}.`);
  return performance.now() - sent;
}

async function send({client, body}: Asking): Promise<number> {
  return (await client.send({body})).status;
}

/** How many answers there were, and how many within 5 ms. */
async function answersOf(operator: MeasuredOperator): Promise<Answers> {
  const page = await metricsPage(operator);
  const read = (series: string): number => page.get(`outrigger_admission_duration_seconds_${series}`) ?? Number.NaN;
  return {all: read('count'), fast: read('bucket{le="0.005"}')};
}
