import {basename, join} from 'node:path';
import {writeKubeconfig, type Endpoint} from '../control-plane/kubeconfig.ts';
import type {Kubectl} from '../control-plane/kubectl.ts';
import {imageTar, type Image} from '../images/image-tar.ts';
import {run} from '../process/command.ts';
import type {Servers} from '../process/servers.ts';
import {until} from '../process/wait.ts';
import type {NodeBinaries} from '../programs/binaries.ts';
import {baseImages, pauseImage} from './base-images.ts';
import {makeCgroups} from './cgroup.ts';
import {writeContainerdConfig} from './containerd.ts';
import {nameServer, writeKubeletConfig} from './kubelet.ts';
import type {NamespacePlace} from './namespace-place.ts';

interface Parts {
  readonly binaries: NodeBinaries;
  readonly servers: Servers;
  readonly place: NamespacePlace;
  readonly directory: string;
}

/** What the node needs to know of the cluster it joins. */
interface Membership {
  readonly endpoint: Endpoint;
  readonly token: string;
  readonly kubectl: Kubectl;
}

const nodeName = 'node-1';

/** Where the kubelet listens. */
const kubeletAddress = '10.0.1.1';

/** Addresses that exist inside the node only. Nothing listens for names at the second one, so that a look-up fails at once. */
export const nodeAddresses = [kubeletAddress, nameServer];

/** The one node of a cluster: containerd and a kubelet. */
export class ClusterNode {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Starts containerd and gives it the images that every node has. */
  static async prepare(parts: Parts): Promise<ClusterNode> {
    const {binaries, servers, place, directory} = parts;
    const setup = {directory, cniFolder: binaries.cniFolder, podRange: place.network.podRange, pauseImage};
    const config = await writeContainerdConfig(setup);
    servers.start('containerd', [join(binaries.containerdFolder, 'containerd'), '--config', config]);
    const node = new ClusterNode(parts);
    await until('containerd to be ready', () => node.#ctr(['version']), {seconds: 30, signal: servers.failure});
    for (const image of baseImages(binaries.cloudSqlProxy)) await node.load(image);
    return node;
  }

  /** Starts the kubelet; resolves when pods can be scheduled. */
  async join({endpoint, token, kubectl}: Membership): Promise<void> {
    const {servers, binaries, directory} = this.#parts;
    const cgroup = basename(directory);
    makeCgroups(cgroup);
    servers.start('kubelet', [
      ...binaries.kubelet,
      `--config=${await writeKubeletConfig(directory, cgroup, kubeletAddress)}`,
      `--kubeconfig=${await writeKubeconfig(endpoint, `system:node:${nodeName}`, token)}`,
      `--hostname-override=${nodeName}`,
      `--node-ip=${kubeletAddress}`,
      `--root-dir=${join(directory, 'node', 'kubelet')}`,
    ]);
    await until('the node to be ready', () => isReady(kubectl), {seconds: 60, signal: servers.failure, pause: 100});
  }

  async load(image: Image): Promise<void> {
    await this.#ctr(['--namespace', 'k8s.io', 'images', 'import', '-'], imageTar(image));
  }

  #ctr(args: readonly string[], input: Buffer = Buffer.alloc(0)): Promise<string> {
    const {binaries, place} = this.#parts;
    const ctr = [join(binaries.containerdFolder, 'ctr'), '--address', '/run/containerd/containerd.sock'];
    return run(place.enter([...ctr, ...args]), {input, env: {...place.env}});
  }
}

/** A node that is ready bears for a moment still the taint of one that is not. */
async function isReady(kubectl: Kubectl): Promise<true | undefined> {
  const look = 'jsonpath={.status.conditions[?(@.type=="Ready")].status}{.spec.taints}';
  return (await kubectl(['get', 'node', nodeName, '--output', look])) === 'True' ? true : undefined;
}
