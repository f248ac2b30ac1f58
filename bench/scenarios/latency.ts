import {parsePolicy} from '../../src/domain/policy-parse.ts';
import {scaled, type Bench} from '../bench.ts';
import {BenchCluster} from '../cluster/bench-cluster.ts';
import {Deployments} from '../load/deployments.ts';
import {benchPolicy} from '../load/policy.ts';
import {RAW_LOOP, RawClient} from '../load/raw-client.ts';
import {rawPatch} from '../load/raw-patch.ts';
import {OPERATOR} from '../operator/measured-operator.ts';
import type {Measurement} from '../report/measurement.ts';
import type {Section} from '../report/section.ts';
import {percentile} from '../report/statistics.ts';
import {A_SECOND, createdSteadily} from './created-steadily.ts';
import {withConverted} from './with-converted.ts';

const ABOUT =
  `${A_SECOND} creations a second, from sending the creation of a Deployment to its conversion, with 1,000 others ` +
  'beside. It counts from the first byte of the creation, and includes the status that the Deployment controller writes ' +
  '(here the bench does, at once): what nobody has looked at yet is not healthy, and is not converted. Without the ' +
  'operator, the bench sends the same patch as soon as the status is written: what the API server takes for the three ' +
  'writes by themselves, on the same cores.';

/** How long a new workload waits for its conversion, beside what the three writes take without an operator. */
export async function latency(bench: Bench): Promise<Omit<Section, 'name'>> {
  return BenchCluster.during({node: false, controllers: 'None', signal: bench.signal}, async cluster => {
    const without = await withoutOperator(bench, cluster);
    const created = await withConverted(bench, cluster, scaled(bench, BESIDE), async (operator, deployments) => {
      const converter = {userAgent: OPERATOR, alive: operator.alive};
      return createdSteadily(bench, cluster, {create: async name => deployments.createSeen(name), converter});
    });
    return {about: ABOUT, measurements: measurementsOf(created, without), kubernetes: cluster.cluster.version};
  });
}

const BESIDE = 1000;
/** More than are ever under way where the API server keeps up. */
const CONNECTIONS = 32;

async function withoutOperator(bench: Bench, cluster: BenchCluster): Promise<readonly number[]> {
  const deployments = new Deployments(bench, cluster.admin.rest, 'patched');
  await deployments.open();
  bench.progress(`creating ${scaled(bench, BESIDE)} Deployments`);
  await deployments.fill(scaled(bench, BESIDE), 'None');
  const policy = parsePolicy('SidecarPolicy', benchPolicy(deployments.namespace));
  const client = new RawClient(cluster.kubeconfig, CONNECTIONS);
  const create = async (name: string) => client.send(rawPatch(await deployments.createSeen(name), policy));
  try {
    const converter = {userAgent: RAW_LOOP, alive: () => undefined};
    return await createdSteadily(bench, cluster, {create, converter});
  } finally {
    await client.close();
    await deployments.remove();
  }
}

function measurementsOf(created: readonly number[], without: readonly number[]): readonly Measurement[] {
  return [
    {what: 'creations', value: created.length, unit: ''},
    {what: 'created → converted, median', value: percentile(created, 50), unit: 'ms'},
    {what: 'created → converted, p99', value: percentile(created, 99), unit: 'ms', goal: {type: 'AtMost', value: 300}},
    {what: 'created → converted, slowest', value: Math.max(...created), unit: 'ms'},
    {what: 'without the operator: created → patched, median', value: percentile(without, 50), unit: 'ms'},
    {what: 'without the operator: created → patched, p99', value: percentile(without, 99), unit: 'ms'},
  ];
}
