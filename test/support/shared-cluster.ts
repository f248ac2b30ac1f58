import {startCluster, type Cluster} from '../cluster/cluster.ts';

let shared: Promise<Cluster> | undefined;

/**
 * The control plane that all integration tests of this process use; started on the first call, stopped by the root
 * hook. There is one of everything in it, so each test file keeps to namespaces and names of its own.
 */
export function sharedCluster(): Promise<Cluster> {
  shared ??= startCluster({node: false, progress: console.error});
  return shared;
}

/** Stops the cluster if there is one. */
export async function stopSharedCluster(): Promise<void> {
  const cluster = await shared?.catch(() => undefined);
  shared = undefined;
  await cluster?.stop();
}
