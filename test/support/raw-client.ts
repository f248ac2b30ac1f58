import {readFileSync} from 'node:fs';
import type {JsonObject} from '../../src/domain/json.ts';
import {loadSession} from '../../src/kube/load-session.ts';
import {Rest} from '../../src/kube/rest.ts';
import {systemClock, type Clock} from '../../src/runtime/clock.ts';
import type {Session} from '../../src/kube/session.ts';
import {kubeconfigOf} from './kubeconfig-of.ts';
import {sharedCluster} from './shared-cluster.ts';
import {TemporaryFolder} from './temporary-folder.ts';

export interface ClientOptions {
  /** Another way to the server, such as through a proxy. */
  readonly server?: string;
  /** A proxy that the kubeconfig names. */
  readonly proxy?: string;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Whom to act as; default: the administrator. */
  readonly as?: string;
}

/** A raw client of the shared cluster with a session of its own, for tests of the client itself. */
export class RawClient {
  readonly session: Session;
  readonly rest: Rest;
  readonly #folder: TemporaryFolder;

  private constructor(folder: TemporaryFolder, session: Session, clock: Clock) {
    this.#folder = folder;
    this.session = session;
    this.rest = new Rest(session, {clock});
  }

  static async open({server, proxy, as, clock = systemClock}: ClientOptions = {}): Promise<RawClient> {
    const cluster = await sharedCluster();
    const admin = JSON.parse(readFileSync(cluster.kubeconfig, 'utf8')) as {users: {user: JsonObject}[]};
    const user = {...admin.users[0]?.user, ...(as === undefined ? {} : {as})};
    const folder = new TemporaryFolder();
    const way = proxy === undefined ? {} : {'proxy-url': proxy};
    const config = kubeconfigOf(server ?? cluster.server, user, {'certificate-authority': cluster.ca, ...way});
    return new RawClient(folder, loadSession({kubeconfig: folder.write('config', config)}), clock);
  }

  async close(): Promise<void> {
    await this.session.close();
    this.#folder.remove();
  }
}

/** A namespace that is there afterwards. */
export async function ensureNamespace(rest: Rest, name: string): Promise<void> {
  await rest.apply(`/api/v1/namespaces/${name}`, {apiVersion: 'v1', kind: 'Namespace', metadata: {name}});
}

export function configMap(name: string, data: JsonObject = {}): JsonObject {
  return {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name, labels: {app: 'test'}}, data};
}
