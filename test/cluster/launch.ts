import type {Cluster} from './cluster.ts';
import {makeCredentials} from './control-plane/credentials.ts';
import {waitUntilHealthy} from './control-plane/healthy.ts';
import {writeKubeconfig, type Endpoint} from './control-plane/kubeconfig.ts';
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
  readonly controllers: 'All' | 'None';
  /** path of an audit policy */
  readonly auditPolicy: string | undefined;
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
  {directory, programs, controllers, auditPolicy, signal}: Plan,
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
      startControlPlane({binaries: programs, servers, place, credentials, directory, controllers, auditPolicy}),
      prepareNode(servers),
    ]);
    const kubeconfig = await writeKubeconfig(endpoint, 'admin', credentials.tokens.admin);
    const kubectl = kubectlFor(programs.kubectl, kubeconfig, directory);
    const token = credentials.tokens['system:node:node-1'];
    const ready = controllers === 'All' ? canTakePods(kubectl, servers) : undefined;
    await Promise.all([ready, node?.join({endpoint, token, kubectl})]);
    const version = await serverVersion(kubectl);
    return new RunningCluster({
      endpoint,
      kubeconfig,
      kubectl,
      node,
      stop,
      version,
      interrupt: interrupting(servers, endpoint),
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

function interrupting(servers: Servers, endpoint: Endpoint): Cluster['interrupt'] {
  return async (name, signal) => {
    const start = await servers.interrupt(name, signal);
    return async () => {
      start();
      await waitUntilHealthy(endpoint, servers.failure);
    };
  };
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
