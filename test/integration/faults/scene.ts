import {readFileSync} from 'node:fs';
import {REVERT_FINALIZER} from '../../../src/api/constants.ts';
import {objectAt, objectsAt, stringsAt, type JsonObject} from '../../../src/domain/json.ts';
import {isNotFound} from '../../../src/kube/api-error.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {FaultProxy} from '../../support/fault-proxy.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import type {Admin} from '../../support/kube-client.ts';
import {kubeconfigOf} from '../../support/kubeconfig-of.ts';
import {Operator} from '../../support/operator.ts';
import {TcpProxy} from '../../support/tcp-proxy.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';
import {JobScene} from '../jobs/job-scene.ts';
import {snapshotOf, type Snapshot} from './snapshot.ts';
import {BATCHES, LATE, objectFor, PIECES, POLICY, POLICY_SPEC, SLOW, type Batch, type Piece} from './world.ts';

export interface SceneOptions {
  readonly cluster: Cluster;
  readonly namespace: string;
  /** `user` of the operator's kubeconfig; default: the ServiceAccount of `config/`. */
  readonly user?: Readonly<Record<string, unknown>>;
  /** Something between `tcp` and `http`; given the URL of `http`. */
  readonly front?: (url: string) => Promise<Front>;
  /** Further flags of `outrigger run`. */
  readonly flags?: readonly string[];
}

export interface Front {
  readonly url: string;
  /** `cluster` of the operator's kubeconfig, but for the server. */
  readonly cluster: Readonly<Record<string, unknown>>;
  readonly stop: () => Promise<void>;
}

/**
 * A namespace with some of everything in it, and the operator confined to it: operator → `tcp` → `http` → API server.
 * What networks do is ordered at the one, what servers answer at the other, which also has every request on record.
 */
export class Scene {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly jobs: JobScene;
  readonly http: FaultProxy;
  readonly tcp: TcpProxy;
  /** Every operator that was started here, the running one last. */
  readonly operators: Operator[] = [];
  /** `Kind/name` → the object as the server has stored it before the operator saw it. */
  readonly originals = new Map<string, JsonObject>();
  /** Pod → when its mains have ended, in milliseconds since the epoch; absent: they have not. */
  readonly endedAt = new Map<string, number>();
  readonly #front: Front | undefined;
  readonly #folder = new TemporaryFolder();
  readonly #flags: readonly string[];

  private constructor({cluster, namespace, flags}: SceneOptions, jobs: JobScene, proxies: Proxies) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.jobs = jobs;
    this.http = proxies.http;
    this.tcp = proxies.tcp;
    this.#front = proxies.front;
    this.#flags = flags ?? [];
  }

  /** Makes the namespace and all that is in it, but for the policy; nothing runs yet. */
  static async open(options: SceneOptions): Promise<Scene> {
    const {cluster, namespace} = options;
    const user = options.user ?? userOf(await installedKubeconfig(cluster));
    const http = await FaultProxy.start(cluster);
    const front = await options.front?.(http.url);
    const tcp = await TcpProxy.start(front?.url ?? http.url);
    const scene = new Scene(options, await JobScene.open(cluster, namespace), {http, front, tcp});
    scene.login(user);
    await Promise.all(PIECES.map(async piece => scene.put(piece)));
    await Promise.all(BATCHES.map(async batch => scene.#run(batch)));
    return scene;
  }

  get admin(): Admin {
    return this.jobs.admin;
  }

  get operator(): Operator {
    const operator = this.operators.at(-1);
    if (operator === undefined) throw new Error('the operator has not been started');
    return operator;
  }

  /** Writes the operator's kubeconfig, anew if there is one; it does not hear of that by itself. */
  login(user: Readonly<Record<string, unknown>>): string {
    return this.#folder.write('kubeconfig', kubeconfigOf(this.tcp.url, user, this.#front?.cluster));
  }

  /** Starts the operator, with an inspector; does not wait for anything. */
  spawn(): Operator {
    const kubeconfig = `${this.#folder.path}/kubeconfig`;
    const flags = [`--namespace=${this.namespace}`, ...this.#flags];
    const operator = Operator.spawn({kubeconfig, flags, inspect: true});
    this.operators.push(operator);
    return operator;
  }

  /** Starts the operator; resolves when it works. */
  async start(): Promise<Operator> {
    const operator = this.spawn();
    await operator.works(60);
    return operator;
  }

  /** Makes the policy: the operator has something to do. */
  async begin(): Promise<void> {
    await this.admin.create('SidecarPolicy', this.namespace, {metadata: {name: POLICY}, spec: POLICY_SPEC});
  }

  /** A change of the policy that makes no difference to what is done. */
  async edit(): Promise<void> {
    const spec = {conversion: {rollout: {maxFailures: 4}}};
    await this.admin.merge('SidecarPolicy', {namespace: this.namespace, name: POLICY}, {spec});
  }

  /** Of the policy. */
  async status(): Promise<JsonObject> {
    return objectAt(await this.admin.get('SidecarPolicy', this.namespace, POLICY), 'status');
  }

  /** What keeps the policy from being followed, in its own words; empty: nothing. */
  async trouble(): Promise<string> {
    const ready = objectsAt(await this.status(), 'conditions').find(({type}) => type === 'Ready');
    return ready?.['reason'] === 'EngineUnavailable' ? String(ready['message']) : '';
  }

  /** Status and text of `/readyz`. */
  async readiness(): Promise<string> {
    const answer = await fetch(`${this.operator.url}/readyz`);
    return `${answer.status} ${await answer.text()}`;
  }

  /** Something new to do, of each kind. */
  async goOn(): Promise<void> {
    await this.put(LATE);
    const [pod = ''] = await this.jobs.podsOf(SLOW.name);
    await this.#report(pod, SLOW);
  }

  async put(piece: Piece): Promise<void> {
    const stored = await this.admin.create(piece.kind, this.namespace, objectFor(piece, this.namespace));
    this.originals.set(`${piece.kind}/${piece.name}`, stored);
  }

  async snapshot(): Promise<Snapshot> {
    return snapshotOf(this.admin, this.namespace);
  }

  /** Ends everything. The policy goes, so that no later operator works here. */
  async close(): Promise<void> {
    for (const operator of this.operators) await operator.kill();
    await this.tcp.stop();
    await this.#front?.stop();
    await this.http.stop();
    this.#folder.remove();
    await this.#drop();
    await this.jobs.close();
  }

  async #run({name, states, options = {}, ...batch}: Batch): Promise<void> {
    const pod = await this.jobs.createJob(name, {...options, containers: Object.keys(states)});
    await this.#report(pod, {name, states, ...batch});
  }

  async #report(pod: string, {states, phase}: Batch): Promise<void> {
    const stored = await this.jobs.report(pod, states);
    if (phase !== 'Running') this.endedAt.set(pod, endOf(stored));
  }

  async #drop(): Promise<void> {
    const at = {namespace: this.namespace, name: POLICY};
    try {
      const {metadata} = await this.admin.get('SidecarPolicy', at.namespace, at.name);
      if (stringsAt(metadata, 'finalizers').includes(REVERT_FINALIZER)) {
        await this.admin.merge('SidecarPolicy', at, {metadata: {finalizers: null}});
      }
      await this.admin.delete('SidecarPolicy', at.namespace, at.name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

interface Proxies {
  readonly http: FaultProxy;
  readonly front: Front | undefined;
  readonly tcp: TcpProxy;
}

/** The user of a kubeconfig's only entry. */
export function userOf(kubeconfig: string): JsonObject {
  const {users} = JSON.parse(readFileSync(kubeconfig, 'utf8')) as {readonly users: readonly unknown[]};
  return objectAt(users[0], 'user');
}

/** When the container that has ended did so. */
function endOf(pod: JsonObject): number {
  const ends = objectsAt(pod, 'status', 'containerStatuses').map(each => objectAt(each, 'state', 'terminated'));
  return Math.max(...ends.map(({finishedAt}) => (typeof finishedAt === 'string' ? Date.parse(finishedAt) : 0)));
}
