import {join} from 'node:path';
import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import {isNotFound} from '../../../src/kube/api-error.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {startCluster, type Cluster} from '../../cluster/cluster.ts';
import {deployment, podSpec} from '../../support/builders.ts';
import {runCliProcess} from '../../support/cli-process.ts';
import {eventually} from '../../support/eventually.ts';
import {Admin} from '../../support/kube-client.ts';
import {leftOfOutrigger} from '../../support/left-of-outrigger.ts';
import {Operator} from '../../support/operator.ts';
import type {CliEnd} from '../../support/run-cli.ts';
import {PodStage} from '../admission/pod-stage.ts';
import {SYNCED_SIDECARS, syncedByEach, type Synced} from '../admission/synced.ts';
import {CONFIG} from '../install/installation.ts';

const NAMESPACE = 'shop';
/** Where pods are converted when they are created, and nothing is written to what makes them. */
const OF_PODS = 'orders';
const OVERLAYS = ['.', 'admission', 'pod-admission'];

/** A cluster of its own, since it is all of Outrigger that leaves: installed by kubectl, with an operator as a process. */
export class UninstallScene {
  readonly cluster: Cluster;
  readonly admin: Admin;
  readonly all: readonly Synced[];
  readonly #pods: PodStage;
  #operator: Operator | undefined;

  private constructor(cluster: Cluster, admin: Admin, all: readonly Synced[]) {
    this.cluster = cluster;
    this.admin = admin;
    this.all = all;
    this.#pods = new PodStage(cluster, admin);
  }

  static async open(): Promise<UninstallScene> {
    const cluster = await startCluster({node: false, progress: console.error});
    const admin = new Admin(cluster);
    for (const name of [NAMESPACE, OF_PODS]) await admin.create('Namespace', undefined, {metadata: {name}});
    const pods = podSpec(undefined, {automountServiceAccountToken: false});
    const template = {labels: {app: 'shop', name: 'web'}};
    const web = deployment(pods, {metadata: {name: 'web', namespace: OF_PODS}, template, spec: {replicas: 1}});
    await admin.create('Deployment', OF_PODS, web);
    return new UninstallScene(cluster, admin, await syncedByEach({cluster, admin, namespace: NAMESPACE}));
  }

  async close(): Promise<void> {
    for (const each of this.all) each.close();
    await this.#operator?.kill();
    await this.admin.close();
    await this.cluster.stop();
  }

  /**
   * Installs everything, starts the operator, and waits until all is converted by policies that would put it back: stored
   * workloads, and a pod when it is created.
   */
  async install(): Promise<void> {
    const {cluster} = this;
    for (const overlay of OVERLAYS) await cluster.kubectl(['apply', '--kustomize', join(CONFIG, overlay)]);
    await cluster.kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all']);
    const kubeconfig = await cluster.kubeconfigForServiceAccount(OPERATOR_NAMESPACE, 'outrigger');
    await this.policy({onDelete: 'Revert'});
    await this.#policyOfPods();
    this.#operator = await Operator.start({kubeconfig});
    for (const {title, workload} of this.all) {
      const names = async (): Promise<string> => workload.names(await workload.get());
      await eventually(`${title} is converted`, async () => /\| [\w-]+\*$/.test(await names()), 60, 100);
    }
    await this.newPodsBecome(['log']);
    await cluster.kubectl(['delete', 'pods', '--all', `--namespace=${OF_PODS}`]);
    await eventually('its pod is converted', async () => (await this.pods()).join() === 'log');
  }

  async #policyOfPods(): Promise<void> {
    const conversion = {mode: 'Enforce', delivery: 'Pod', onDelete: 'Revert'};
    const spec = {sidecars: SYNCED_SIDECARS, conversion};
    await this.admin.create('SidecarPolicy', OF_PODS, {metadata: {name: OF_PODS, namespace: OF_PODS}, spec});
  }

  /** Waits until a pod that is created now, where pods are converted, has these native sidecars. */
  async newPodsBecome(natives: readonly string[]): Promise<void> {
    const labels = {app: 'shop', name: 'web', 'pod-template-hash': '5c9'};
    await this.#pods.becomes(natives, OF_PODS, {labels, owner: 'ReplicaSet/web-5c9'});
  }

  /** The native sidecars of each pod there. */
  async pods(): Promise<readonly string[]> {
    return [...(await this.#pods.nativesByPod(OF_PODS, 'web')).values()];
  }

  /** What creates them. */
  async creator(): Promise<JsonObject> {
    return this.admin.get('Deployment', OF_PODS, 'web');
  }

  async policy(conversion: JsonObject): Promise<void> {
    const rollout = {maxConcurrent: 100};
    const spec = {
      target: {kinds: ['Deployment']},
      sidecars: SYNCED_SIDECARS,
      conversion: {mode: 'Enforce', delivery: 'Template', rollout, ...conversion},
      acknowledge: ['ClientSideApply'],
    };
    await this.admin.create('SidecarPolicy', NAMESPACE, {metadata: {name: 'shop', namespace: NAMESPACE}, spec});
  }

  /** As a node that is lost: nobody gives the Lease back. */
  async killOperator(): Promise<void> {
    await this.#operator?.kill();
  }

  async stopOperator(): Promise<void> {
    await this.#operator?.stop();
  }

  async uninstall(...options: readonly string[]): Promise<CliEnd> {
    return runCliProcess(['uninstall', ...options, '--kubeconfig', this.cluster.kubeconfig]);
  }

  /** Every object of the cluster that is called after Outrigger, as `kind/name`. */
  async left(): Promise<readonly string[]> {
    return leftOfOutrigger(this.cluster);
  }

  /** Names in the lists of each Deployment, `*`: native. */
  async names(): Promise<readonly string[]> {
    return Promise.all(this.all.map(async ({workload}) => workload.names(await workload.get())));
  }

  async isThere(kind: 'Namespace' | 'SidecarPolicy', name: string): Promise<boolean> {
    try {
      await this.admin.get(kind, kind === 'Namespace' ? undefined : NAMESPACE, name);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }
}
