import {once} from 'node:events';
import {createServer, type AddressInfo} from 'node:net';
import {join} from 'node:path';
import {WEBHOOK_CONFIGURATION} from '../../../src/admission/webhook/configuration.ts';
import {WEBHOOK_PATH} from '../../../src/admission/webhook/path.ts';
import {objectAt, objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import {objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {startCluster, type Cluster, type KubernetesVersion} from '../../cluster/cluster.ts';
import {eventually} from '../../support/eventually.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import {Admin} from '../../support/kube-client.ts';
import {Operator} from '../../support/operator.ts';
import {CONFIG} from '../install/installation.ts';

const OVERLAY = join(CONFIG, 'webhook');
/** Also what the bundle loads late must be in it. */
const BUNDLE = {command: [join(CONFIG, '..', 'dist', 'main.js')], environment: {}};
const CONFIGURATION = objectPath(RESOURCES.MutatingWebhookConfiguration, {name: WEBHOOK_CONFIGURATION});

/**
 * A cluster of its own with an Outrigger that has the permissions of `config/` and `config/webhook` and no others. The
 * API server reaches its webhook by URL: there is no network of pods here. Everything else is as installed.
 */
export class WebhookScene {
  readonly cluster: Cluster;
  readonly admin: Admin;
  readonly port: number;
  readonly #kubeconfig: string;
  readonly #operators: Operator[] = [];

  private constructor(cluster: Cluster, port: number, kubeconfig: string) {
    this.cluster = cluster;
    this.admin = new Admin(cluster);
    this.port = port;
    this.#kubeconfig = kubeconfig;
  }

  static async open(kubernetes: KubernetesVersion): Promise<WebhookScene> {
    const cluster = await startCluster({node: false, kubernetes, progress: console.error});
    return new WebhookScene(cluster, await freePort(), await installedKubeconfig(cluster));
  }

  /** Applies the overlay, and says where the webhook is. */
  async install(): Promise<void> {
    await this.cluster.kubectl(['apply', '--kustomize', OVERLAY]);
    await this.pointTo(this.port);
  }

  /** The API server asks there from now on. */
  async pointTo(port: number): Promise<void> {
    const stored = await this.configuration();
    const operations = objectsAt(stored, 'webhooks').map(({clientConfig}, index) => {
      const {caBundle} = objectAt({clientConfig}, 'clientConfig');
      const value = {url: `https://127.0.0.1:${port}${WEBHOOK_PATH}`, ...(caBundle !== undefined && {caBundle})};
      return {op: 'replace', path: `/webhooks/${index}/clientConfig`, value} as const;
    });
    await this.admin.rest.jsonPatch(CONFIGURATION, operations);
  }

  /** Starts an operator with the webhook at the scene's port; resolves when it works. */
  async start(flags: readonly string[] = []): Promise<Operator> {
    const operator = this.spawn(this.port, flags);
    await operator.works();
    return operator;
  }

  /** Does not wait for anything. */
  spawn(port: number, flags: readonly string[] = []): Operator {
    const ours = [`--webhook-address=127.0.0.1:${port}`, '--webhook-hosts=127.0.0.1', '--lease-duration=2'];
    // `make test` builds it before it comes here.
    const program = this.cluster.version.startsWith('v1.36.') ? {program: BUNDLE} : {};
    const operator = Operator.spawn({kubeconfig: this.#kubeconfig, flags: [...ours, ...flags], ...program});
    this.#operators.push(operator);
    return operator;
  }

  /** Resolves when the operator counts on its webhook. */
  async inForce(operator: Operator): Promise<void> {
    await eventually(
      'the webhook is in force',
      () => {
        operator.mustLive();
        return operator.lines.some(({message}) => message === 'webhook is in force');
      },
      40,
    );
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

  async configuration(): Promise<JsonObject> {
    return this.admin.rest.get(CONFIGURATION);
  }

  async close(): Promise<void> {
    await Promise.all(this.#operators.map(async operator => operator.kill()));
    await this.admin.close();
    await this.cluster.stop();
  }
}

/** Free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
