import {REVERT_FINALIZER} from '../../../src/api/constants.ts';
import {stringsAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {isNotFound} from '../../../src/kube/api-error.ts';
import {ApiProxy} from '../../support/api-proxy.ts';
import {eventually} from '../../support/eventually.ts';
import {Follower} from '../../support/follower.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import {Admin} from '../../support/kube-client.ts';
import {Operator} from '../../support/operator.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';

export type Counts = Readonly<Record<string, number>>;

/**
 * One namespace of the shared cluster, the operator with the permissions of `config/` confined to it, and everything
 * that it writes on record.
 */
export class Lab {
  readonly namespace: string;
  readonly admin: Admin;
  readonly proxy: ApiProxy;
  readonly #followers = new Map<string, Follower>();
  #operator: Operator | undefined;

  private constructor(namespace: string, admin: Admin, proxy: ApiProxy) {
    this.namespace = namespace;
    this.admin = admin;
    this.proxy = proxy;
  }

  /** Makes the namespace; nothing runs yet. */
  static async open(namespace: string): Promise<Lab> {
    const cluster = await sharedCluster();
    const proxy = await ApiProxy.start(cluster, await installedKubeconfig(cluster));
    const lab = new Lab(namespace, new Admin(cluster), proxy);
    await lab.admin.create('Namespace', undefined, {metadata: {name: namespace}});
    for (const kind of ['SidecarPolicy', 'Deployment'] as const) {
      lab.#followers.set(kind, await Follower.start(lab.admin.rest, kind, namespace));
    }
    return lab;
  }

  get operator(): Operator {
    if (this.#operator === undefined) throw new Error('the operator has not been started');
    return this.#operator;
  }

  /** Starts the operator; answers once it works. */
  async start(flags: readonly string[] = [`--namespace=${this.namespace}`]): Promise<Operator> {
    this.#operator = await Operator.start({kubeconfig: this.proxy.kubeconfig, flags});
    return this.#operator;
  }

  /** SidecarPolicies and Deployments as a watch of the test's own sees them. */
  follower(kind: 'SidecarPolicy' | 'Deployment'): Follower {
    const follower = this.#followers.get(kind);
    if (follower === undefined) throw new Error(`${kind} is not followed`);
    return follower;
  }

  async create(kind: Parameters<Admin['create']>[0], object: JsonObject): Promise<JsonObject> {
    return this.admin.create(kind, this.namespace, object);
  }

  /** A policy with one rule for the container `log`, Enforce; `spec` says what is different. */
  async policy(name: string, spec: JsonObject = {}): Promise<JsonObject> {
    const {conversion = {mode: 'Enforce'}, ...rest} = spec;
    return this.create('SidecarPolicy', {
      metadata: {name, namespace: this.namespace},
      spec: {sidecars: [{match: {names: ['log']}}], ...rest, conversion},
    });
  }

  /** `status.workloads` of a policy in the version that it has now; undefined: not observed yet. */
  counts(policy: string): Counts | undefined {
    const object = this.follower('SidecarPolicy').get(policy);
    if (valueAt(object, 'status', 'observedGeneration') !== valueAt(object, 'metadata', 'generation')) return undefined;
    return valueAt(object, 'status', 'workloads') as Counts | undefined;
  }

  /** Waits until these of the counts are there. */
  async settles(policy: string, wanted: Counts, seconds = 20): Promise<void> {
    await eventually(
      `policy ${policy} counts ${JSON.stringify(wanted)}`,
      () => {
        const counts = this.counts(policy);
        if (counts === undefined) throw new Error('no status yet');
        const wrong = Object.entries(wanted).filter(([state, count]) => counts[state] !== count);
        if (wrong.length > 0) throw new Error(`it counts ${JSON.stringify(counts)}`);
        return true;
      },
      seconds,
    );
  }

  condition(policy: string, type: string): JsonObject | undefined {
    const conditions = valueAt(this.follower('SidecarPolicy').get(policy), 'status', 'conditions') as
      readonly JsonObject[] | undefined;
    return conditions?.find(each => each['type'] === type);
  }

  /** Ends everything; policies go, so that no later operator works here. */
  async close(): Promise<void> {
    await this.#operator?.kill();
    await Promise.all([...this.#followers.values()].map(follower => follower.stop()));
    for (const policy of await this.admin.list('SidecarPolicy', this.namespace)) await this.#drop(policy);
    await this.proxy.stop();
    await this.admin.close();
  }

  async #drop({metadata}: JsonObject): Promise<void> {
    const name = String(valueAt(metadata, 'name'));
    try {
      if (stringsAt(metadata, 'finalizers').includes(REVERT_FINALIZER)) {
        await this.admin.merge('SidecarPolicy', {namespace: this.namespace, name}, {metadata: {finalizers: null}});
      }
      await this.admin.delete('SidecarPolicy', this.namespace, name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}
