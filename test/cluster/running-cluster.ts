import type {Cluster} from './cluster.ts';
import {writeKubeconfig, type Endpoint} from './control-plane/kubeconfig.ts';
import type {Kubectl} from './control-plane/kubectl.ts';
import type {Image} from './images/image-tar.ts';
import type {ClusterNode} from './node/cluster-node.ts';

interface Parts {
  readonly endpoint: Endpoint;
  readonly kubeconfig: string;
  readonly version: string;
  readonly kubectl: Kubectl;
  readonly node: ClusterNode | undefined;
  readonly interrupt: Cluster['interrupt'];
  readonly stop: () => Promise<void>;
}

/** A cluster in use: what its parts can do, under the names of the contract. */
export class RunningCluster implements Cluster {
  readonly kubeconfig: string;
  readonly server: string;
  readonly ca: string;
  readonly directory: string;
  readonly version: string;
  readonly hasNode: boolean;
  readonly kubectl: Kubectl;
  readonly interrupt: Cluster['interrupt'];
  readonly #parts: Parts;
  #stopped: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.kubeconfig = parts.kubeconfig;
    this.server = parts.endpoint.server;
    this.ca = parts.endpoint.ca;
    this.directory = parts.endpoint.directory;
    this.version = parts.version;
    this.hasNode = parts.node !== undefined;
    this.kubectl = parts.kubectl;
    this.interrupt = parts.interrupt;
    this.#parts = parts;
  }

  async kubeconfigForServiceAccount(namespace: string, name: string): Promise<string> {
    const token = await this.kubectl(['create', 'token', name, `--namespace=${namespace}`, '--duration=24h']);
    return writeKubeconfig(this.#parts.endpoint, `system:serviceaccount:${namespace}:${name}`, token.trim());
  }

  async loadImage(image: Image): Promise<void> {
    if (this.#parts.node === undefined) throw new Error(`There is no node to load the image ${image.name} into.`);
    await this.#parts.node.load(image);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#parts.stop();
    return this.#stopped;
  }
}
