import {parsePolicy} from '../../src/domain/policy-parse.ts';
import type {Bench} from '../bench.ts';
import type {BenchCluster} from '../cluster/bench-cluster.ts';
import {lastOf, untilConverted} from '../cluster/conversions.ts';
import {Deployments} from '../load/deployments.ts';
import {benchPolicy} from '../load/policy.ts';
import {RAW_LOOP} from '../load/raw-client.ts';
import {rawLoop} from '../load/raw-loop.ts';
import {rawPatch} from '../load/raw-patch.ts';

export interface RawRunOptions {
  readonly workloads: number;
  readonly controllers: 'All' | 'None';
  readonly inFlight: number;
}

/** Seconds that the raw loop takes for the patches of so many new Deployments, each prepared beforehand. */
export async function rawRun(
  bench: Bench,
  cluster: BenchCluster,
  {workloads, controllers, inFlight}: RawRunOptions,
): Promise<number> {
  const deployments = new Deployments(bench, cluster.admin.rest, 'patched');
  await deployments.open();
  bench.progress(`creating ${workloads} Deployments for the raw loop`);
  await deployments.fill(workloads, controllers);
  const policy = parsePolicy('SidecarPolicy', benchPolicy(deployments.namespace));
  const patches = (await deployments.list()).map(object => rawPatch(object, policy));
  cluster.audit.read();
  bench.progress(`the raw loop patches, ${inFlight} in flight`);
  const startedAt = performance.timeOrigin + performance.now();
  await rawLoop(cluster.kubeconfig, patches, inFlight);
  const wanted = {userAgent: RAW_LOOP, workloads, alive: () => undefined};
  const seconds = (lastOf(await untilConverted(bench, cluster.audit, wanted)) - startedAt) / 1000;
  await deployments.remove();
  return seconds;
}
