import type {Image} from './images/image-tar.ts';
import {launch} from './launch.ts';
import {nodeUnavailableReason} from './node/node-unavailable.ts';
import {controlPlaneBinaries, nodeBinaries, type KubernetesVersion} from './programs/binaries.ts';
import {makeStateDirectory, removeStateDirectory} from './state-directory.ts';
import {sweep} from './sweep.ts';

export {nodeUnavailableReason};
export type {Image, KubernetesVersion};

export interface ClusterOptions {
  /** whether pods shall run; without a node there is a control plane only, which needs no root */
  readonly node: boolean;
  /** hears of each step that takes long */
  readonly progress?: (line: string) => void;
  /** whether the node shall have the image outrigger.test/cloud-sql-proxy:2 */
  readonly cloudSqlProxy?: boolean;
  /**
   * `None`: etcd and the API server alone; nothing but its clients changes an object, and no pod is accepted in a
   * namespace that lacks the ServiceAccount `default`. Without a node only.
   */
  readonly controllers?: 'All' | 'None';
  /** path of an audit policy; the log is then `audit.log` in the cluster's directory */
  readonly auditPolicy?: string;
  /** gives up a start; a cluster that has started is stopped with stop() */
  readonly signal?: AbortSignal;
  /** of API server and controller manager; the scheduler is left out of the older ones. Without a node only. Default: the newest */
  readonly kubernetes?: KubernetesVersion;
}

/** A real Kubernetes cluster that lives until it is stopped, and never longer than this process. */
export interface Cluster {
  /** path of an administrator's kubeconfig */
  readonly kubeconfig: string;
  /** https://host:port, reached from here and from pods */
  readonly server: string;
  /** path of the CA bundle */
  readonly ca: string;
  /** where state and logs are */
  readonly directory: string;
  /** of the API server, such as v1.36.3 */
  readonly version: string;
  readonly hasNode: boolean;
  /** runs kubectl as administrator; rejects with what it complained of */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** path of a kubeconfig with a token of the ServiceAccount, good for a day */
  kubeconfigForServiceAccount(namespace: string, name: string): Promise<string>;
  /** puts an image on the node; a pod that uses it needs imagePullPolicy IfNotPresent or Never */
  loadImage(image: Image): Promise<void>;
  /**
   * ends a server of the control plane, kindly or not; answers, when it has ended, how to start it again, which
   * resolves when the API server is ready. Not with a node: there the servers run in a namespace of their own.
   */
  interrupt(server: 'etcd' | 'kube-apiserver', signal: 'SIGTERM' | 'SIGKILL'): Promise<() => Promise<void>>;
  /** leaves no process, mount, network link, cgroup or file behind; may be called again */
  stop(): Promise<void>;
}

/** Builds what is not built yet, starts a cluster, and resolves when it can be used. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const unavailable = options.node ? nodeUnavailableReason() : undefined;
  if (unavailable !== undefined) throw new Error(`A cluster with a node cannot be had here: ${unavailable}.`);
  sweep();
  const builder = {
    progress: options.progress ?? (() => undefined),
    signal: options.signal ?? new AbortController().signal,
  };
  const programs = await controlPlaneBinaries(builder, options.kubernetes);
  const nodePrograms = options.node ? await nodeBinaries(builder, options.cloudSqlProxy === true) : undefined;
  const directory = await makeStateDirectory();
  try {
    builder.progress('Starting the cluster');
    const {controllers = 'All', auditPolicy} = options;
    return await launch({directory, programs, nodePrograms, controllers, auditPolicy, signal: builder.signal});
  } catch (error) {
    await removeStateDirectory(directory);
    throw error;
  }
}
