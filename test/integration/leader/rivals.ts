import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import {stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {collectionPath, RESOURCES} from '../../../src/kube/resources.ts';
import {eventually} from '../../support/eventually.ts';
import {watches} from '../../support/faults.ts';
import {Lab} from '../loop/lab.ts';
import {Replica, type ReplicaOptions} from './replica.ts';

const RULES = [{apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'watch', 'patch', 'create']}];
/** So many Deployments wait for whoever works at the most. */
const MOST_WAITING = 20;
const RBAC = 'rbac.authorization.k8s.io';

/** Several operators that contend for the Lease of one namespace, where there is always something to do. */
export class Rivals {
  readonly lab: Lab;
  /** Those that have ended, too. */
  readonly #replicas: Replica[] = [];
  #made = 0;
  #busy: Promise<void> | undefined;
  #rest = false;

  private constructor(lab: Lab) {
    this.lab = lab;
  }

  static async open(namespace: string): Promise<Rivals> {
    const lab = await Lab.open(namespace);
    const rivals = new Rivals(lab);
    await rivals.permit();
    await lab.policyFor('shop', 'shop', {conversion: {mode: 'Enforce', rollout: {maxConcurrent: '100%'}}});
    return rivals;
  }

  async spawn(options: Partial<ReplicaOptions> = {}): Promise<Replica> {
    const flags = [`--namespace=${this.lab.namespace}`, '--leader-elect'];
    const replica = await Replica.spawn({...options, flags: [...flags, ...(options.flags ?? [])]});
    this.#replicas.push(replica);
    return replica;
  }

  /** One that works, and one that knows of it. */
  async pair(): Promise<{leader: Replica; standby: Replica}> {
    const leader = await this.spawn();
    await leader.says('working');
    const standby = await this.spawn();
    await standby.says('another Outrigger leads, this one waits');
    const follows = watches('leases');
    await eventually('it follows the Lease', () =>
      standby.proxy.requests.some(each => follows(each) && each.status === 200),
    );
    return {leader, standby};
  }

  /** Lets the operators have the Lease in this namespace. */
  async permit(): Promise<void> {
    const {lab} = this;
    const path = `/apis/${RBAC}/v1/namespaces/${lab.namespace}`;
    const metadata = {name: 'lease'};
    await lab.admin.rest.create(`${path}/roles`, {apiVersion: `${RBAC}/v1`, kind: 'Role', metadata, rules: RULES});
    await lab.admin.rest.create(`${path}/rolebindings`, {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: {apiGroup: RBAC, kind: 'Role', name: 'lease'},
      subjects: [{kind: 'ServiceAccount', name: 'outrigger', namespace: OPERATOR_NAMESPACE}],
    });
  }

  /** Takes it away again. */
  async forbid(): Promise<void> {
    const path = `/apis/${RBAC}/v1/namespaces/${this.lab.namespace}`;
    for (const kind of ['rolebindings', 'roles']) await this.lab.admin.rest.delete(`${path}/${kind}/lease`);
  }

  /** Makes Deployments that are to be converted, so that there are always some, until `settle`. */
  keepBusy(): void {
    this.#rest = false;
    this.#busy = this.#work();
  }

  /** Waits until every one of them is converted; answers their names. */
  async settle(): Promise<readonly string[]> {
    this.#rest = true;
    await this.#busy;
    const names = Array.from({length: this.#made}, (_, index) => `shop-${index}`);
    await eventually('all are converted', () => names.every(name => this.lab.inits(name).length === 1));
    // A watch may show what was written before its answer has come.
    await eventually('all writes are answered', () => names.every(name => this.writes(name) > 0));
    return names;
  }

  /** Makes so many at once. */
  async make(count: number): Promise<void> {
    const first = this.#made;
    this.#made += count;
    const names = Array.from({length: count}, (_, index) => `shop-${first + index}`);
    await Promise.all(names.map(async name => this.lab.deployment(name, {label: 'shop'})));
  }

  /** Template writes that were stored, of all replicas that there have been. */
  writes(name: string): number {
    return this.#replicas.reduce((sum, replica) => sum + replica.stored(`/deployments/${name}`), 0);
  }

  async lease(): Promise<JsonObject | undefined> {
    const path = collectionPath(RESOURCES.Lease, this.lab.namespace);
    const {items} = await this.lab.admin.rest.page(path, {limit: 0});
    return items[0];
  }

  async holder(): Promise<string | undefined> {
    return stringAt(await this.lease(), 'spec', 'holderIdentity');
  }

  async endAll(): Promise<void> {
    await Promise.all(this.#replicas.map(async replica => replica.end()));
  }

  async close(): Promise<void> {
    this.#rest = true;
    await this.#busy;
    await this.endAll();
    await this.lab.close();
  }

  async #work(): Promise<void> {
    while (!this.#rest) {
      await this.make(1);
      await eventually('there is room for more', () => this.#rest || this.#waiting() < MOST_WAITING);
    }
  }

  /** How many of the newest are not converted. */
  #waiting(): number {
    let count = 0;
    while (count < this.#made && this.lab.inits(`shop-${this.#made - 1 - count}`).length === 0) count++;
    return count;
  }
}
