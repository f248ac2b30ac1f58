import {readFileSync} from 'node:fs';
import {stringAt} from '../../../src/domain/json.ts';
import {FaultProxy, type Order} from '../../support/fault-proxy.ts';
import type {ProxiedRequest} from '../../support/faults.ts';
import {eventually} from '../../support/eventually.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import {kubeconfigOf} from '../../support/kubeconfig-of.ts';
import {Operator, type LogLine, type OperatorOptions} from '../../support/operator.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

export type ReplicaOptions = Pick<OperatorOptions, 'flags' | 'clockAhead'>;

/** One of several operators, with its own way to the API server, on which every request of it is on record. */
export class Replica {
  readonly proxy: FaultProxy;
  readonly operator: Operator;
  readonly #folder: TemporaryFolder;
  #ended = false;
  #silence: Order | undefined;

  private constructor(proxy: FaultProxy, operator: Operator, folder: TemporaryFolder) {
    this.proxy = proxy;
    this.operator = operator;
    this.#folder = folder;
  }

  /** With the permissions of `config/`; does not wait for anything. */
  static async spawn(options: ReplicaOptions): Promise<Replica> {
    const cluster = await sharedCluster();
    const {users} = JSON.parse(readFileSync(await installedKubeconfig(cluster), 'utf8')) as {users: readonly unknown[]};
    const token = stringAt(users[0], 'user', 'token') ?? '';
    const proxy = await FaultProxy.start(cluster);
    const folder = new TemporaryFolder();
    const kubeconfig = folder.write('kubeconfig', kubeconfigOf(proxy.url, {token}));
    return new Replica(proxy, Operator.spawn({kubeconfig, ...options}), folder);
  }

  /** What it wants to change in the cluster, its turn at the Lease apart; in the order in which it arrived. */
  get writes(): readonly ProxiedRequest[] {
    return this.proxy.requests.filter(({method, path}) => method !== 'GET' && !path.includes('/leases'));
  }

  /** Stored changes of one object. */
  stored(end: string): number {
    return this.writes.filter(({path, status = 500}) => path.endsWith(end) && status < 300).length;
  }

  get leads(): boolean {
    return this.said('leading') !== undefined;
  }

  said(message: string): LogLine | undefined {
    return this.operator.lines.find(line => line.message === message);
  }

  async says(message: string): Promise<LogLine> {
    return eventually(`it says "${message}"`, () => this.said(message));
  }

  /** What /readyz says; `ok` when nothing is missing. */
  async missing(): Promise<string> {
    return (await fetch(`${this.operator.url}/readyz`)).text();
  }

  /** Requests are taken, and nothing is said any more on any connection. */
  fallSilent(): void {
    this.#silence = this.proxy.order(() => true, {type: 'Silence'}, Infinity);
    this.proxy.muteWatches();
  }

  /** Ends the silence; what was silent is reset. */
  speak(): void {
    this.#silence?.lift();
    this.proxy.cutWatches();
  }

  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.operator.kill();
    await this.proxy.stop();
    this.#folder.remove();
  }
}
