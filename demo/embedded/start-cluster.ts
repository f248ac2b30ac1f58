import {startCluster, type Cluster} from '../../test/cluster/cluster.ts';
import {DEMO_NAMESPACE} from './samples.ts';
import type {Stage} from './stage.ts';

/** A cluster of the demo's own; with a node unless something is missing for one. */
export async function startEmbeddedCluster(
  {display, steps, cleanup, signal}: Stage,
  missingForNode: string | undefined,
): Promise<Cluster> {
  if (missingForNode !== undefined) for (const line of withoutNode(missingForNode)) display.print(line);
  const node = missingForNode === undefined;
  const cluster = await startCluster({node, signal, progress: step => steps.begin(step)});
  cleanup.add('the cluster', async () => cluster.stop());
  steps.end();
  // So that nobody has to type it with every command.
  await cluster.kubectl(['config', 'set-context', '--current', `--namespace=${DEMO_NAMESPACE}`]);
  return cluster;
}

function withoutNode(missing: string): readonly string[] {
  return [
    `Pods cannot run here: ${missing}.`,
    'So this shows a real API server without a node. The CronJob is converted, and',
    'put back two minutes later, since its pod does not start. The Deployments are',
    'not converted: none of their pods is ready (NotHealthy). No Job hangs.',
    '',
  ];
}
