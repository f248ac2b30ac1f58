import {controlPlaneBinaries} from '../../test/cluster/programs/binaries.ts';
import {scaled, type Bench} from '../bench.ts';
import type {AuditEntry} from '../cluster/audit-entry.ts';
import {BenchCluster} from '../cluster/bench-cluster.ts';
import {divideCores, onCores, type Cores} from '../cluster/cores.ts';
import type {Measurement} from '../report/measurement.ts';
import type {Section} from '../report/section.ts';
import {bestInFlight} from './best-in-flight.ts';
import {besideGo, compare, hasGo, ratioOf} from './comparison.ts';
import type {ConversionRun} from './conversion-run.ts';
import {listsOf, most, watchesOf} from './requests.ts';
import {worstOf} from './worst-of.ts';

/** Short ones differ more: the speed of a machine that is shared with others changes within a minute. */
const ROUNDS = {small: 9, large: 2};

const ABOUT =
  'From the start of the process to the last conversion, beside a loop that only sends the same patches to the same ' +
  'server as the same user. Deployments without replicas, one policy in Enforce, `maxConcurrent: "100%"`. Times are ' +
  "the API server's own, from its audit log. The last core is for whoever asks the API server, the others are for etcd " +
  'and the API server ([ADR 0014](adr/0014-a-core-for-those-who-ask.md)). No controllers run beside it.';

/** From the start of the process to the last conversion, beside a loop that does nothing but send the same patches. */
export async function start(bench: Bench): Promise<Omit<Section, 'name'>> {
  const cores = divideCores();
  if (cores === undefined) throw new Error('This scenario needs two cores: one of them is for the API server alone.');
  // Building takes long, and may have all cores.
  await controlPlaneBinaries(bench);
  await hasGo(bench);
  return {about: ABOUT, ...(await apart(bench, cores))};
}

/** Those who ask do not take the API server's cores. */
async function apart(onAllCores: Bench, {servers, clients}: Cores) {
  const bench: Bench = {...onAllCores, aside: async watch => onCores(servers, watch)};
  const bare = {node: false, controllers: 'None', signal: bench.signal} as const;
  const measured = async (cluster: BenchCluster) => onCores(clients, async () => measure(bench, cluster));
  return onCores(servers, async () => BenchCluster.during(bare, measured));
}

async function measure(bench: Bench, cluster: BenchCluster) {
  const inFlight = await bestInFlight(bench, cluster);
  const small = await compare(bench, cluster, {workloads: scaled(bench, 2000), rounds: ROUNDS.small, inFlight});
  const large = await compare(bench, cluster, {workloads: scaled(bench, 10_000), rounds: ROUNDS.large, inFlight});
  const go = await besideGo(bench, cluster, large);
  const measurements = [
    ...ratioOf(small),
    ...ratioOf(large),
    ...burdenOf(large.runs),
    ...requestsOf(large.runs),
    ...go,
  ];
  return {measurements, kubernetes: cluster.cluster.version};
}

/** The worst of all rounds: what the process took. */
function burdenOf(runs: readonly ConversionRun[]): readonly Measurement[] {
  const worst = worstOf(runs);
  return [
    {what: 'peak memory (RSS)', value: worst(run => run.peak), unit: 'MB', goal: {type: 'AtMost', value: 120}},
    {what: 'memory once settled (RSS)', value: worst(run => run.settled), unit: 'MB'},
    {what: 'event loop blocked at most', value: worst(run => run.block), unit: 'ms', goal: {type: 'AtMost', value: 50}},
  ];
}

/** The worst of all rounds: what it asked of the API server. */
function requestsOf(runs: readonly ConversionRun[]): readonly Measurement[] {
  const worst = worstOf(runs);
  return [
    {what: 'writes to one workload', value: worst(run => run.writes), unit: '', goal: {type: 'Exactly', value: 1}},
    {what: 'Events written beside', value: worst(run => run.entries.filter(isEvent).length), unit: ''},
    {what: 'lists of one kind', value: worst(run => most(listsOf(run.entries))), unit: '', goal: ONCE},
    {what: 'watches of one kind', value: worst(run => most(watchesOf(run.entries))), unit: '', goal: ONCE},
  ];
}

const isEvent = ({verb, resource}: AuditEntry): boolean => verb === 'create' && resource === 'events';

const ONCE = {type: 'Exactly', value: 1} as const;
