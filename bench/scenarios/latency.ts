import {setTimeout as pause} from 'node:timers/promises';
import {scaled, type Bench} from '../bench.ts';
import {BenchCluster} from '../cluster/bench-cluster.ts';
import {untilConverted} from '../cluster/conversions.ts';
import {OPERATOR, type MeasuredOperator} from '../operator/measured-operator.ts';
import type {Deployments} from '../load/deployments.ts';
import type {Section} from '../report/section.ts';
import {percentile} from '../report/statistics.ts';
import {withConverted} from './with-converted.ts';

const A_SECOND = 50;
const SECONDS = 30;

const ABOUT =
  'From sending the creation of a Deployment to its conversion, with 1,000 converted ones beside. It counts from the ' +
  'first byte of the creation, and includes the status that the Deployment controller writes (here the bench does, at ' +
  'once): what nobody has looked at yet is not healthy, and is not converted.';

/** How long a new workload waits for its conversion. */
export async function latency(bench: Bench): Promise<Omit<Section, 'name'>> {
  return BenchCluster.during({node: false, controllers: 'None', signal: bench.signal}, async cluster => {
    return await withConverted(bench, cluster, scaled(bench, 1000), async (operator, deployments) => {
      cluster.audit.read();
      const created = await createSteadily(bench, deployments);
      return {...sectionOf(await delays(bench, cluster, operator, created)), kubernetes: cluster.cluster.version};
    });
  });
}

/** When each was sent, by name; ms since the epoch. */
type Created = ReadonlyMap<string, number>;

/** So many a second whether or not those before are through. */
async function createSteadily(bench: Bench, deployments: Deployments): Promise<Created> {
  const count = scaled(bench, A_SECOND * SECONDS);
  bench.progress(`creating ${count} Deployments, ${A_SECOND} a second`);
  const created = new Map<string, number>();
  const began = performance.now();
  const underWay: Promise<unknown>[] = [];
  for (let index = 0; index < count; index++) {
    const wait = began + (index * 1000) / A_SECOND - performance.now();
    if (wait > 0) await pause(wait, undefined, {signal: bench.signal});
    const name = `new-${index}`;
    created.set(name, performance.timeOrigin + performance.now());
    underWay.push(deployments.createSeen(name));
  }
  await Promise.all(underWay);
  return created;
}

async function delays(
  bench: Bench,
  cluster: BenchCluster,
  operator: MeasuredOperator,
  created: Created,
): Promise<readonly number[]> {
  const wanted = {userAgent: OPERATOR, workloads: created.size, alive: operator.alive};
  const {at} = await untilConverted(bench, cluster.audit, wanted);
  return [...at].map(([key, [converted = Number.NaN]]) => {
    const name = key.slice(key.lastIndexOf('/') + 1);
    return converted - (created.get(name) ?? Number.NaN);
  });
}

function sectionOf(ms: readonly number[]): Omit<Section, 'name'> {
  return {
    about: ABOUT,
    measurements: [
      {what: 'creations', value: ms.length, unit: ''},
      {what: 'created → converted, median', value: percentile(ms, 50), unit: 'ms'},
      {what: 'created → converted, p99', value: percentile(ms, 99), unit: 'ms', goal: {type: 'AtMost', value: 300}},
      {what: 'created → converted, slowest', value: Math.max(...ms), unit: 'ms'},
    ],
  };
}
