import {numberAt, stringAt, type JsonObject} from '../../src/domain/json.ts';
import {scaled, until, type Bench} from '../bench.ts';
import {BenchCluster} from '../cluster/bench-cluster.ts';
import {World, type WorldSize} from '../load/world.ts';
import {MeasuredOperator, OPERATOR} from '../operator/measured-operator.ts';
import type {Section} from '../report/section.ts';
import {listsOf, most, watchesOf} from './requests.ts';

const NAMESPACES = 50;
const ABOUT =
  '10,000 Deployments, 2,000 CronJobs and 20,000 pods of their Jobs in 50 namespaces with a policy each, all written ' +
  'by the bench. It has converged when every Deployment and the first CronJob under each policy are converted (the ' +
  'others wait for its first run, as they should) and the stuck pod in each namespace is finished, at the default of ' +
  'five a second.';

/** A large cluster, from the start of the process until there is nothing left to do. */
export async function world(bench: Bench): Promise<Omit<Section, 'name'>> {
  return BenchCluster.during({node: false, controllers: 'None', signal: bench.signal}, async cluster => {
    const size = {
      namespaces: NAMESPACES,
      deployments: scaled(bench, 200),
      cronJobs: scaled(bench, 40),
      podsPerJob: 10,
    };
    const all = new World(bench, cluster.admin, size);
    await all.create();
    cluster.audit.read();
    bench.progress('the operator works');
    const seen: {operator?: MeasuredOperator} = {};
    const result = await MeasuredOperator.during(cluster, async operator => {
      seen.operator = operator;
      const look = async (): Promise<true | undefined> => {
        operator.alive();
        return (await converged(cluster, size)) ? true : undefined;
      };
      await until(bench, 'the world converges', look, {seconds: 600, everyMs: 500});
      return {seconds: (performance.timeOrigin + performance.now() - operator.startedAt) / 1000, ...operator.facts()};
    });
    return sectionOf(cluster, {...result, block: seen.operator?.longestBlock ?? Number.NaN});
  });
}

/** As every policy's status says; it is written at most every 5 s. */
async function converged({admin}: BenchCluster, {namespaces, deployments}: WorldSize): Promise<boolean> {
  const policies = await admin.list('SidecarPolicy');
  return policies.length === namespaces && policies.every(policy => isThrough(policy, deployments + 1));
}

function isThrough(policy: JsonObject, converted: number): boolean {
  const count = (state: string): number => numberAt(policy, 'status', 'workloads', state) ?? 0;
  const stuck = numberAt(policy, 'status', 'jobs', 'stuck') ?? Number.NaN;
  const since = stringAt(policy, 'status', 'jobs', 'enforcedSince');
  return count('rolling') + count('converted') >= converted && stuck === 0 && since !== undefined;
}

interface Result {
  readonly seconds: number;
  readonly peak: number;
  readonly rss: number;
  readonly block: number;
}

function sectionOf(cluster: BenchCluster, {seconds, peak, rss, block}: Result): Omit<Section, 'name'> {
  const entries = cluster.audit.read().filter(({userAgent}) => userAgent.startsWith(OPERATOR));
  const once = {type: 'Exactly', value: 1} as const;
  return {
    about: ABOUT,
    kubernetes: cluster.cluster.version,
    measurements: [
      {what: 'converged after', value: seconds, unit: 's', note: 'as the status of every policy says'},
      {what: 'peak memory (RSS)', value: peak, unit: 'MB', goal: {type: 'AtMost', value: 200}},
      {what: 'memory then (RSS)', value: rss, unit: 'MB'},
      {what: 'event loop blocked at most', value: block, unit: 'ms'},
      {what: 'lists of one kind', value: most(listsOf(entries)), unit: '', goal: once},
      {what: 'watches of one kind', value: most(watchesOf(entries)), unit: '', goal: once},
    ],
  };
}
