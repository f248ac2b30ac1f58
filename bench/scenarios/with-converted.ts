import {numberAt} from '../../src/domain/json.ts';
import {until, type Bench} from '../bench.ts';
import type {BenchCluster} from '../cluster/bench-cluster.ts';
import {Deployments} from '../load/deployments.ts';
import {benchPolicy} from '../load/policy.ts';
import {MeasuredOperator} from '../operator/measured-operator.ts';

/** Lets the operator convert so many Deployments and see that all rolled; then runs `measure` beside it. */
export async function withConverted<T>(
  bench: Bench,
  cluster: BenchCluster,
  workloads: number,
  measure: (operator: MeasuredOperator, deployments: Deployments) => Promise<T>,
): Promise<T> {
  const deployments = new Deployments(bench, cluster.admin.rest, 'converted');
  await deployments.open();
  bench.progress(`creating ${workloads} Deployments`);
  await deployments.fill(workloads, 'None');
  await cluster.admin.create('SidecarPolicy', deployments.namespace, benchPolicy(deployments.namespace));
  return MeasuredOperator.during(cluster, async operator => {
    bench.progress('the operator converts');
    const count = async (state: string): Promise<number> => {
      operator.alive();
      const policy = await cluster.admin.get('SidecarPolicy', deployments.namespace, 'bench');
      return numberAt(policy, 'status', 'workloads', state) ?? 0;
    };
    const says = async (state: string): Promise<true | undefined> =>
      (await count(state)) === workloads ? true : undefined;
    await until(bench, 'all are rolling', async () => says('rolling'), {seconds: 300, everyMs: 500});
    await deployments.observe();
    await until(bench, 'all are converted', async () => says('converted'), {seconds: 120, everyMs: 500});
    return measure(operator, deployments);
  });
}
