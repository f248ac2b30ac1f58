import {controlPlaneBinaries} from '../../test/cluster/programs/binaries.ts';
import {scaled, type Bench} from '../bench.ts';
import type {AuditEntry} from '../cluster/audit-entry.ts';
import {BenchCluster} from '../cluster/bench-cluster.ts';
import {divideCores, onCores, type Cores} from '../cluster/cores.ts';
import type {Measurement} from '../report/measurement.ts';
import type {Section} from '../report/section.ts';
import {besideGo, compare, counted, ratioOf} from './comparison.ts';
import {conversionRun, type ConversionRun} from './conversion-run.ts';
import {rawRun} from './raw-run.ts';
import {listsOf, most, watchesOf} from './requests.ts';

/** The raw loop is as fast as it can be: these numbers in flight are tried, and the best is kept. */
const IN_FLIGHT = [8, 16, 32];

const ABOUT =
  'From the start of the process to the last conversion, beside a loop that only sends the same patches to the same ' +
  'server as the same user. Deployments without replicas, one policy in Enforce, `maxConcurrent: "100%"`. Times are ' +
  "the API server's own, from its audit log. The last core is for whoever asks the API server, the others are for etcd " +
  'and the API server ([ADR 0014](adr/0014-a-core-for-those-who-ask.md)), but in the rows that say otherwise. No ' +
  'controllers run beside it, but in the last.';

/** From the start of the process to the last conversion, beside a loop that does nothing but send the same patches. */
export async function start(bench: Bench): Promise<Omit<Section, 'name'>> {
  const cores = divideCores();
  if (cores === undefined) throw new Error('This scenario needs two cores: one of them is for the API server alone.');
  // Building takes long, and may have all cores.
  await controlPlaneBinaries(bench);
  const {measurements, inFlight, kubernetes} = await apart(bench, cores);
  const shared = await onSharedCores(bench, inFlight);
  const controlled = await besideControllers(bench, inFlight);
  return {about: ABOUT, kubernetes, measurements: [...measurements, ...shared, ...controlled]};
}

/** What is judged: those who ask do not take the API server's cores. */
async function apart(onAllCores: Bench, {servers, clients}: Cores) {
  const bench: Bench = {...onAllCores, aside: async watch => onCores(servers, watch)};
  const cluster = await onCores(servers, async () => BenchCluster.start(bare(bench)));
  try {
    return await onCores(clients, async () => {
      const inFlight = await bestInFlight(bench, cluster);
      const small = await compare(bench, cluster, {workloads: scaled(bench, 2000), rounds: 3, inFlight});
      const large = await compare(bench, cluster, {workloads: scaled(bench, 10_000), rounds: 1, inFlight});
      const go = await besideGo(bench, cluster, large);
      const measurements = [
        ...ratioOf(small),
        ...ratioOf(large),
        ...burdenOf(large.runs),
        ...requestsOf(large.runs),
        ...go,
      ];
      return {inFlight, measurements, kubernetes: cluster.cluster.version};
    });
  } finally {
    await cluster.stop();
  }
}

/** The same once, where everybody competes for the same cores: told, not judged. */
async function onSharedCores(bench: Bench, inFlight: number): Promise<readonly Measurement[]> {
  const cluster = await BenchCluster.start(bare(bench));
  try {
    const comparison = await compare(bench, cluster, {workloads: scaled(bench, 2000), rounds: 1, inFlight});
    const go = await besideGo(bench, cluster, comparison);
    const told = [...ratioOf(comparison), ...burdenOf(comparison.runs), ...go];
    return told.map(({what, value, unit, note = ''}) => ({what: `on shared cores, ${what}`, value, unit, note}));
  } finally {
    await cluster.stop();
  }
}

const bare = ({signal}: Bench) => ({node: false, controllers: 'None', signal}) as const;

async function bestInFlight(bench: Bench, cluster: BenchCluster): Promise<number> {
  const tried = [];
  for (const inFlight of IN_FLIGHT) {
    const seconds = await rawRun(bench, cluster, {workloads: scaled(bench, 1000), controllers: 'None', inFlight});
    tried.push({inFlight, seconds});
    bench.progress(`${inFlight} in flight: ${seconds.toFixed(2)} s`);
  }
  return tried.reduce((best, each) => (each.seconds < best.seconds ? each : best)).inFlight;
}

/** Once each, in a cluster of its own: what one leaves to the garbage collector would slow the other. */
async function besideControllers(bench: Bench, inFlight: number): Promise<readonly Measurement[]> {
  const workloads = scaled(bench, 2000);
  const inCluster = async <T>(measure: (cluster: BenchCluster) => Promise<T>): Promise<T> => {
    const cluster = await BenchCluster.start({node: false, signal: bench.signal});
    try {
      return await measure(cluster);
    } finally {
      await cluster.stop();
    }
  };
  const raw = await inCluster(async cluster => rawRun(bench, cluster, {workloads, controllers: 'All', inFlight}));
  const run = await inCluster(async cluster => conversionRun(bench, cluster, {workloads, controllers: 'All'}));
  return [
    {
      what: `on shared cores, ${counted(workloads)} beside kube-controller-manager: operator ÷ raw loop`,
      value: run.seconds / raw,
      unit: '×',
      note: `${run.seconds.toFixed(2)} s, ${raw.toFixed(2)} s; once each`,
    },
  ];
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

const worstOf = (runs: readonly ConversionRun[]) => (of: (run: ConversionRun) => number) => Math.max(...runs.map(of));

const isEvent = ({verb, resource}: AuditEntry): boolean => verb === 'create' && resource === 'events';

const ONCE = {type: 'Exactly', value: 1} as const;
