import {join} from 'node:path';
import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import {isNotFound} from '../../../src/kube/api-error.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {startCluster, type Cluster} from '../../cluster/cluster.ts';
import {runCliProcess} from '../../support/cli-process.ts';
import {eventually} from '../../support/eventually.ts';
import {Admin} from '../../support/kube-client.ts';
import {Operator} from '../../support/operator.ts';
import type {CliEnd} from '../../support/run-cli.ts';
import {SYNCED_SIDECARS, syncedByEach, type Synced} from '../admission/synced.ts';
import {CONFIG} from '../install/installation.ts';

const NAMESPACE = 'shop';
/** Everything that is not of a namespace and could be Outrigger's. */
const KINDS =
  'crd,clusterrole,clusterrolebinding,validatingadmissionpolicy,validatingadmissionpolicybinding,mutatingadmissionpolicy,mutatingadmissionpolicybinding,mutatingwebhookconfiguration,namespace';

/** A cluster of its own, since it is all of Outrigger that leaves: installed by kubectl, with an operator as a process. */
export class UninstallScene {
  readonly cluster: Cluster;
  readonly admin: Admin;
  readonly all: readonly Synced[];
  #operator: Operator | undefined;

  private constructor(cluster: Cluster, admin: Admin, all: readonly Synced[]) {
    this.cluster = cluster;
    this.admin = admin;
    this.all = all;
  }

  static async open(): Promise<UninstallScene> {
    const cluster = await startCluster({node: false, progress: console.error});
    const admin = new Admin(cluster);
    await admin.create('Namespace', undefined, {metadata: {name: NAMESPACE}});
    return new UninstallScene(cluster, admin, await syncedByEach({cluster, admin, namespace: NAMESPACE}));
  }

  async close(): Promise<void> {
    for (const each of this.all) each.close();
    await this.#operator?.kill();
    await this.admin.close();
    await this.cluster.stop();
  }

  /** Installs everything, starts the operator, and waits until all is converted by a policy that would put it back. */
  async install(): Promise<void> {
    const {cluster} = this;
    await cluster.kubectl(['apply', '--kustomize', CONFIG]);
    await cluster.kubectl(['apply', '--kustomize', join(CONFIG, 'admission')]);
    await cluster.kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all']);
    const kubeconfig = await cluster.kubeconfigForServiceAccount(OPERATOR_NAMESPACE, 'outrigger');
    await this.policy({onDelete: 'Revert'});
    this.#operator = await Operator.start({kubeconfig});
    for (const {title, workload} of this.all) {
      const names = async (): Promise<string> => workload.names(await workload.get());
      await eventually(`${title} is converted`, async () => /\| [\w-]+\*$/.test(await names()), 60, 100);
    }
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
    const names = await this.cluster.kubectl(['get', KINDS, '--output=name']);
    return names.split('\n').filter(name => name.includes('outrigger'));
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
