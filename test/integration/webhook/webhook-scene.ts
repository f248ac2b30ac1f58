import {join} from 'node:path';
import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import {objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import {startCluster, type Cluster, type KubernetesVersion} from '../../cluster/cluster.ts';
import {eventually} from '../../support/eventually.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import {Admin} from '../../support/kube-client.ts';
import {Operator} from '../../support/operator.ts';
import {CONFIG} from '../install/installation.ts';
import {webhookFlags, WebhookSite} from './webhook-site.ts';

/** Also what the bundle loads late must be in it. */
const BUNDLE = {command: [join(CONFIG, '..', 'dist', 'main.js')], environment: {}};

/** A cluster of its own with an Outrigger that has the permissions of `config/` and `config/webhook` and no others. */
export class WebhookScene {
  readonly cluster: Cluster;
  readonly admin: Admin;
  readonly site: WebhookSite;
  #kubeconfig: string;
  readonly #operators: Operator[] = [];

  private constructor(cluster: Cluster, admin: Admin, {site, kubeconfig}: {site: WebhookSite; kubeconfig: string}) {
    this.cluster = cluster;
    this.admin = admin;
    this.site = site;
    this.#kubeconfig = kubeconfig;
  }

  static async open(kubernetes: KubernetesVersion): Promise<WebhookScene> {
    const cluster = await startCluster({node: false, kubernetes, progress: console.error});
    const admin = new Admin(cluster);
    try {
      const site = await WebhookSite.open(cluster, admin);
      return new WebhookScene(cluster, admin, {site, kubeconfig: await installedKubeconfig(cluster)});
    } catch (error) {
      await admin.close();
      await cluster.stop();
      throw error;
    }
  }

  /** Installs `config/` and `config/webhook` again, after they were removed. */
  async installAgain(): Promise<void> {
    await this.cluster.kubectl(['apply', '--kustomize', CONFIG]);
    await this.cluster.kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all']);
    this.#kubeconfig = await this.cluster.kubeconfigForServiceAccount(OPERATOR_NAMESPACE, 'outrigger');
    await this.site.install();
  }

  /** Starts an operator with the webhook at the scene's port; resolves when it works. */
  async start(flags: readonly string[] = []): Promise<Operator> {
    const operator = this.spawn(this.site.port, flags);
    await operator.works();
    return operator;
  }

  /** Does not wait for anything. */
  spawn(port: number, flags: readonly string[] = []): Operator {
    const ours = webhookFlags(port);
    // `make test` builds it before it comes here.
    const program = this.cluster.version.startsWith('v1.36.') ? {program: BUNDLE} : {};
    const operator = Operator.spawn({kubeconfig: this.#kubeconfig, flags: [...ours, ...flags], ...program});
    this.#operators.push(operator);
    return operator;
  }

  async namespace(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.admin.create('Namespace', undefined, {metadata: {name, labels}});
    await eventually('pods are taken', async () =>
      this.cluster.kubectl(['get', 'serviceaccount/default', `--namespace=${name}`]).then(
        () => true,
        () => false,
      ),
    );
  }

  async policy(namespace: string, spec: JsonObject): Promise<void> {
    await this.admin.create('SidecarPolicy', namespace, {metadata: {name: 'shop'}, spec});
  }

  /** The API server asks about pods of the namespace by now; a candidate shows it. */
  async converts(namespace: string, pod: JsonObject): Promise<void> {
    await eventually('pods are converted', async () => {
      const path = `/api/v1/namespaces/${namespace}/pods`;
      const created = await this.admin.rest.create(path, pod, {dryRun: true});
      return objectsAt(created, 'spec', 'initContainers').some(one => one['restartPolicy'] === 'Always');
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#operators.map(async operator => operator.kill()));
    await this.admin.close();
    await this.cluster.stop();
  }
}
