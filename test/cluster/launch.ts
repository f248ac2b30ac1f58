import type {Cluster} from './cluster.ts';
import {makeCredentials} from './control-plane/credentials.ts';
import {writeKubeconfig} from './control-plane/kubeconfig.ts';
import {kubectlFor, type Kubectl} from './control-plane/kubectl.ts';
import {serviceAddress, startControlPlane} from './control-plane/start-control-plane.ts';
import {ClusterNode, nodeAddresses} from './node/cluster-node.ts';
import {namespacePlace} from './node/namespace-place.ts';
import {loopbackPlace} from './process/loopback-place.ts';
import type {Place} from './process/place.ts';
import {Servers} from './process/servers.ts';
import {until} from './process/wait.ts';
import type {ControlPlaneBinaries, NodeBinaries} from './programs/binaries.ts';
import {RunningCluster} from './running-cluster.ts';
import {removeStateDirectory} from './state-directory.ts';

export interface Plan {
  readonly directory: string;
  readonly programs: ControlPlaneBinaries;
  readonly nodePrograms: NodeBinaries | undefined;
  readonly signal: AbortSignal;
}

/** Starts the servers of a cluster. */
export async function launch(plan: Plan): Promise<Cluster> {
  const {directory, nodePrograms: binaries} = plan;
  if (binaries === undefined) return assemble(plan, await loopbackPlace(directory), () => undefined);
  const place = await namespacePlace(directory, [serviceAddress, ...nodeAddresses]);
  return assemble(plan, place, servers => ClusterNode.prepare({binaries, servers, place, directory}));
}

async function assemble(
  {directory, programs, signal}: Plan,
  place: Place,
  prepareNode: (servers: Servers) => Promise<ClusterNode> | undefined,
): Promise<Cluster> {
  const servers = new Servers(place, directory, signal);
  const stop = async (): Promise<void> => {
    await servers.stop();
    await removeStateDirectory(directory);
  };
  try {
    const credentials = await makeCredentials(directory);
    const [endpoint, node] = await Promise.all([
      startControlPlane({binaries: programs, servers, place, credentials, directory}),
      prepareNode(servers),
    ]);
    const kubeconfig = await writeKubeconfig(endpoint, 'admin', credentials.tokens.admin);
    const kubectl = kubectlFor(programs.kubectl, kubeconfig, directory);
    const token = credentials.tokens['system:node:node-1'];
    await Promise.all([canTakePods(kubectl, servers), node?.join({endpoint, token, kubectl})]);
    return new RunningCluster({endpoint, kubeconfig, kubectl, node, stop, version: await serverVersion(kubectl)});
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The API server refuses pods until the controller manager has made the ServiceAccount they run as. */
async function canTakePods(kubectl: Kubectl, {failure}: Servers): Promise<void> {
  const look = (): Promise<string> => kubectl(['get', 'serviceaccount/default', 'configmap/kube-root-ca.crt']);
  await until('the default ServiceAccount', look, {seconds: 60, signal: failure});
}

async function serverVersion(kubectl: Kubectl): Promise<string> {
  const {gitVersion} = JSON.parse(await kubectl(['get', '--raw', '/version'])) as {gitVersion: string};
  return gitVersion;
}
