import {stringAt} from '../../src/domain/json.ts';
import {parsePolicy} from '../../src/domain/policy-parse.ts';
import {aside, type Bench} from '../bench.ts';
import type {BenchCluster} from '../cluster/bench-cluster.ts';
import {lastOf, untilConverted} from '../cluster/conversions.ts';
import {Deployments} from '../load/deployments.ts';
import {benchPolicy} from '../load/policy.ts';
import {rawPatch} from '../load/raw-patch.ts';
import {duringMinimalController, MINIMAL} from '../operator/minimal-controller.ts';

/** From the start of its process to the last conversion, and MB. */
export interface MinimalRun {
  readonly seconds: number;
  readonly peak: number;
}

/** The minimal Go controller does the same to as many new Deployments, as the same user. */
export async function minimalRun(bench: Bench, cluster: BenchCluster, workloads: number): Promise<MinimalRun> {
  const deployments = new Deployments(bench, cluster.admin.rest, 'minimal');
  await deployments.open();
  bench.progress(`creating ${workloads} Deployments for the Go controller`);
  await deployments.fill(workloads, 'None');
  const patch = await patchTemplate(deployments);
  cluster.audit.read();
  bench.progress('the Go controller converts');
  const run = await duringMinimalController(bench, cluster, {namespace: 'minimal', patch}, async controller => {
    const wanted = {userAgent: MINIMAL, workloads, alive: controller.alive};
    const last = lastOf(await aside(bench, async () => untilConverted(bench, cluster.audit, wanted)));
    return {seconds: (last - controller.startedAt) / 1000, peak: controller.facts().peak};
  });
  await deployments.remove();
  return run;
}

/** The Deployments of the bench differ in nothing but their names. */
async function patchTemplate(deployments: Deployments): Promise<string> {
  const [first] = await deployments.list();
  const policy = parsePolicy('SidecarPolicy', benchPolicy(deployments.namespace));
  return rawPatch(first ?? {}, policy).body.replaceAll(stringAt(first, 'metadata', 'name') ?? '', 'DEPLOYMENT');
}
