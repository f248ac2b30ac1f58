import {startCluster, type Cluster} from '../cluster/cluster.ts';

let shared: Promise<Cluster> | undefined;

/** The cluster with a real node that the e2e tests of this process share; each test file keeps to a namespace of its own. */
export function sharedNodeCluster(): Promise<Cluster> {
  shared ??= startCluster({node: true, cloudSqlProxy: true, progress: console.error});
  return shared;
}

/** Stops the cluster if there is one. */
export async function stopSharedNodeCluster(): Promise<void> {
  const cluster = await shared?.catch(() => undefined);
  shared = undefined;
  await cluster?.stop();
}
