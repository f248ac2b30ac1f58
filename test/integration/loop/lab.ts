import assert from 'node:assert/strict';
import {POLICY_ANNOTATION, REVERT_FINALIZER} from '../../../src/api/constants.ts';
import {objectsAt, stringAt, stringsAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {isNotFound} from '../../../src/kube/api-error.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {atWork} from '../../support/at-work.ts';
import {ApiProxy} from '../../support/api-proxy.ts';
import {deployment} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {Follower} from '../../support/follower.ts';
import {heapOf} from '../../support/heap.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import {Admin} from '../../support/kube-client.ts';
import {metricsPage} from '../../support/metrics-page.ts';
import {Operator} from '../../support/operator.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';

export type Counts = Readonly<Record<string, number>>;

interface DeploymentFields {
  /** The pods' spec; default: the containers `app` and `log`. */
  readonly pods?: JsonObject | undefined;
  readonly spec?: JsonObject;
  /** The template's label `name`; default: the Deployment's name. */
  readonly label?: string;
}

/**
 * One namespace of the shared cluster, or of another, the operator with the permissions of `config/` confined to it, and everything
 * that it writes on record.
 */
export class Lab {
  readonly namespace: string;
  readonly admin: Admin;
  readonly proxy: ApiProxy;
  readonly #followers = new Map<'SidecarPolicy' | 'Deployment', Follower>();
  #operator: Operator | undefined;

  private constructor(namespace: string, admin: Admin, proxy: ApiProxy) {
    this.namespace = namespace;
    this.admin = admin;
    this.proxy = proxy;
  }

  /** Makes the namespace; nothing runs yet. */
  static async open(namespace: string, given?: Cluster): Promise<Lab> {
    const cluster = given ?? (await sharedCluster());
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

  /** Starts the operator; answers once it works. `clockAhead`: how wrong its wall clock is, in milliseconds. */
  async start(flags: readonly string[] = [`--namespace=${this.namespace}`], clockAhead = 0): Promise<Operator> {
    // Known before it works: a test may kill it at its first write.
    this.#operator = Operator.spawn({kubeconfig: this.proxy.kubeconfig, flags, clockAhead, inspect: true});
    await this.#operator.works();
    return this.#operator;
  }

  /** Ends the operator and starts another; answers by how many bytes the old one's heap was larger in the same world. */
  async heapBeyondFresh(flags?: readonly string[]): Promise<number> {
    const old = await heapOf(this.operator);
    const {policies} = await seenBy(this.operator);
    assert.equal(await this.operator.stop(), 0);
    const fresh = await this.start(flags);
    await eventually('the new one has looked at everything', async () => {
      const seen = await seenBy(fresh);
      return seen.policies === policies && seen.waiting === 0;
    });
    return old - (await heapOf(fresh));
  }

  /** SidecarPolicies and Deployments as a watch of the test's own sees them. */
  follower(kind: 'SidecarPolicy' | 'Deployment'): Follower {
    const follower = this.#followers.get(kind);
    if (follower === undefined) throw new Error(`${kind} is not followed`);
    return follower;
  }

  /** A Deployment of which nothing runs, unless `spec` says so; its template has the labels `app: shop` and `name`. */
  async deployment(name: string, {pods, spec, label = name}: DeploymentFields = {}): Promise<JsonObject> {
    const template = {labels: {app: 'shop', name: label}};
    const metadata = {name, namespace: this.namespace};
    return this.create('Deployment', deployment(pods, {metadata, template, spec: {replicas: 0, ...spec}}));
  }

  /** What the operator has written to a Deployment. */
  writes(name: string): number {
    return this.proxy.stored(`/deployments/${name}`).length;
  }

  /** The init containers of a Deployment's template, by name. */
  inits(name: string): readonly string[] {
    const inits = objectsAt(this.follower('Deployment').get(name), 'spec', 'template', 'spec', 'initContainers');
    return inits.map(init => stringAt(init, 'name') ?? '');
  }

  /** Key of the policy that a Deployment bears the mark of. */
  claim(name: string): string | undefined {
    return stringAt(this.follower('Deployment').get(name), 'metadata', 'annotations', POLICY_ANNOTATION);
  }

  async create(kind: Parameters<Admin['create']>[0], object: JsonObject): Promise<JsonObject> {
    return this.admin.create(kind, this.namespace, object);
  }

  /** A policy with one rule for the container `log`, Enforce; `spec` says what is different. */
  async policy(name: string, spec: JsonObject = {}): Promise<JsonObject> {
    const defaults = {sidecars: [{match: {names: ['log']}}], conversion: {mode: 'Enforce'}};
    const metadata = {name, namespace: this.namespace};
    return this.create('SidecarPolicy', {metadata, spec: {...defaults, ...spec}});
  }

  /** A policy for the Deployments whose templates have this label `name`. */
  async policyFor(name: string, policy: string, spec: JsonObject = {}): Promise<JsonObject> {
    return this.policy(policy, {target: {selector: {matchLabels: {name}}}, ...spec});
  }

  /** Merges into an object that is followed; resolves when the follower has seen it. */
  async change(kind: 'SidecarPolicy' | 'Deployment', name: string, patch: JsonObject): Promise<void> {
    const changed = await this.admin.merge(kind, {namespace: this.namespace, name}, patch);
    await eventually(`the change of ${name} is seen`, () => this.follower(kind).hasSeen(changed));
  }

  /** Deletes a policy and waits until it is gone. */
  async removePolicy(name: string): Promise<void> {
    await this.admin.delete('SidecarPolicy', this.namespace, name);
    await eventually(`policy ${name} is gone`, () => this.follower('SidecarPolicy').get(name) === undefined);
  }

  /** Waits until the operator finds this in a workload of the policy. */
  async finds(policy: string, code: string): Promise<void> {
    const series = `outrigger_findings{policy="${this.namespace}/${policy}",code="${code}"}`;
    await eventually(`policy ${policy} finds ${code}`, async () => (await this.operator.metric(series)) === 1);
  }

  /**
   * Waits until the operator counts so many workloads in these states, which its metrics say before the status does, and
   * until the test's own watches have seen what it knows.
   */
  async counts(policy: string | {readonly key: string}, wanted: Counts, kind = 'Deployment'): Promise<void> {
    const key = typeof policy === 'string' ? `${this.namespace}/${policy}` : policy.key;
    const labels = `policy="${key}",kind="${kind}"`;
    await eventually(`policy ${key} counts ${JSON.stringify(wanted)}`, async () => {
      const page = await metricsPage(this.operator);
      const count = (state: string) => page.get(`outrigger_workloads{${labels},state="${state}"}`);
      const wrong = Object.entries(wanted).filter(([state, number]) => count(state) !== number);
      if (wrong.length > 0) throw new Error(`it counts ${wrong.map(([state]) => `${state} ${count(state)}`).join()}`);
      return true;
    });
    for (const [followed, follower] of this.#followers) {
      const stored = await this.admin.list(followed, this.namespace);
      await eventually(`the test has seen each ${followed}`, () => stored.every(object => follower.hasSeen(object)));
    }
  }

  /** `status.workloads` of a policy in the version that it has now; undefined: not observed yet. */
  status(policy: string): Counts | undefined {
    const object = this.follower('SidecarPolicy').get(policy);
    if (valueAt(object, 'status', 'observedGeneration') !== valueAt(object, 'metadata', 'generation')) return undefined;
    return valueAt(object, 'status', 'workloads') as Counts | undefined;
  }

  /** Waits until these of the status's counts are there. */
  async settles(policy: string, wanted: Counts, seconds?: number): Promise<void> {
    await eventually(
      `policy ${policy} counts ${JSON.stringify(wanted)}`,
      () => {
        const counts = this.status(policy);
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

/** How many policies an operator tells of, and how much it has to do. */
async function seenBy(operator: Operator): Promise<{readonly policies: number; readonly waiting: number}> {
  const page = await metricsPage(operator);
  // Each policy has one series of these.
  const policies = [...page.keys()].filter(series => series.startsWith('outrigger_jobs_stuck{')).length;
  return {policies, waiting: atWork(page).waiting};
}
