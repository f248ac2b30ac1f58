import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {objectAt, objectsAt, stringAt, type JsonObject} from '../../src/domain/json.ts';
import type {Cluster} from '../cluster/cluster.ts';
import {eventually} from '../support/eventually.ts';
import {ApiProxy} from '../support/api-proxy.ts';
import {installedKubeconfig, installedOperator} from '../support/installed-operator.ts';
import {Admin} from '../support/kube-client.ts';
import {Operator} from '../support/operator.ts';
import {sharedNodeCluster} from '../support/shared-node-cluster.ts';

type Kind = Parameters<Admin['create']>[0];

/** One namespace of a cluster with a node, the operator with the permissions of `config/` confined to it, and a sink. */
export class Scene {
  readonly namespace: string;
  readonly admin: Admin;
  /** A folder of the node, in which pods leave what they did. */
  readonly sink: string;
  readonly #cluster: Cluster;
  #operator: Operator | undefined;
  #proxy: ApiProxy | undefined;

  private constructor(cluster: Cluster, namespace: string) {
    this.namespace = namespace;
    this.admin = new Admin(cluster);
    this.sink = join(cluster.directory, `sink-${namespace}`);
    this.#cluster = cluster;
    mkdirSync(this.sink);
  }

  /** Makes the namespace; the operator does not run yet. */
  static async open(namespace: string, inCluster?: Cluster): Promise<Scene> {
    const scene = new Scene(inCluster ?? (await sharedNodeCluster()), namespace);
    await scene.admin.create('Namespace', undefined, {metadata: {name: namespace}});
    return scene;
  }

  /** Installs `config/` if that is not done yet; answers once the operator works. */
  async startOperator(): Promise<Operator> {
    this.#operator = await installedOperator(this.#cluster, {flags: [`--namespace=${this.namespace}`]});
    return this.#operator;
  }

  /** The same through a proxy, which keeps its writes and lets a test come in between. */
  async startProxiedOperator(): Promise<ApiProxy> {
    this.#proxy = await ApiProxy.start(this.#cluster, await installedKubeconfig(this.#cluster));
    const {kubeconfig} = this.#proxy;
    this.#operator = await Operator.start({kubeconfig, flags: [`--namespace=${this.namespace}`]});
    return this.#proxy;
  }

  get operator(): Operator {
    assert.ok(this.#operator, 'the operator has been started');
    return this.#operator;
  }

  /** The volume of the sink, for a pod's `volumes`. */
  get sinkVolume(): JsonObject {
    return {name: 'sink', hostPath: {path: this.sink, type: 'Directory'}};
  }

  /** What was written to a file of the sink. */
  linesOf(file: string): readonly string[] {
    const path = join(this.sink, file);
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }

  async create(kind: Kind, object: JsonObject): Promise<JsonObject> {
    return this.admin.create(kind, this.namespace, object);
  }

  async get(kind: Kind, name: string): Promise<JsonObject> {
    return this.admin.get(kind, this.namespace, name);
  }

  async list(kind: Kind): Promise<readonly JsonObject[]> {
    return this.admin.list(kind, this.namespace);
  }

  async change(kind: Kind, name: string, patch: JsonObject): Promise<JsonObject> {
    return this.admin.merge(kind, {namespace: this.namespace, name}, patch);
  }

  /** Creates a policy; resolves when the operator has taken note of it. */
  async follow(name: string, spec: JsonObject): Promise<void> {
    await this.create('SidecarPolicy', {metadata: {name, namespace: this.namespace}, spec});
    await eventually(`policy ${name} is followed`, async () => (await this.get('SidecarPolicy', name))['status']);
  }

  /** Waits until the policy's status says at least this. */
  async says(policy: string, wanted: Readonly<Record<string, JsonObject>>, seconds?: number): Promise<void> {
    await eventually(
      `policy ${policy} says ${JSON.stringify(wanted)}`,
      async () => {
        const {status} = await this.get('SidecarPolicy', policy);
        for (const [part, fields] of Object.entries(wanted)) {
          assert.deepEqual({...objectAt(status, part), ...fields}, objectAt(status, part));
        }
        return true;
      },
      seconds,
    );
  }

  async conditionOf(policy: string, type: string): Promise<JsonObject | undefined> {
    const conditions = objectsAt(await this.get('SidecarPolicy', policy), 'status', 'conditions');
    return conditions.find(condition => condition['type'] === type);
  }

  /** `Kind/name` of everything that has an Event of this reason. */
  async regarded(reason: string): Promise<readonly string[]> {
    const events = (await this.list('Event')).filter(event => event['reason'] === reason);
    return events.map(event => `${stringAt(event, 'regarding', 'kind')}/${stringAt(event, 'regarding', 'name')}`);
  }

  async close(): Promise<void> {
    await this.#operator?.stop();
    await this.#proxy?.stop();
    await this.admin.delete('Namespace', undefined, this.namespace);
    await this.admin.close();
  }
}
