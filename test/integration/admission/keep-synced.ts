import type {JsonObject} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import type {Closing} from '../../support/closing.ts';
import type {Admin} from '../../support/kube-client.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';
import type {Deployer, Engine} from '../gitops/engine.ts';
import {FIRST, manifestOf, type Git, type Kind, type Target} from '../gitops/git.ts';
import {helmEngines} from '../gitops/helm-engines.ts';
import {kubectlEngines} from '../gitops/kubectl-engines.ts';
import {StoredWorkload, type Snapshot} from '../gitops/stored-workload.ts';

/** Which kind each tool has; of one rule, only one CronJob is converted before it has run. */
const KINDS: Readonly<Record<string, Kind>> = {
  'kubectl apply': 'Deployment',
  'kubectl apply --server-side': 'StatefulSet',
  // Without a rollout it raises the generation of a Deployment, also without Outrigger.
  'kubectl replace': 'StatefulSet',
  'kubectl apply --kustomize': 'DaemonSet',
  'kubectl apply --prune': 'CronJob',
  'kubectl apply --prune --applyset': 'Deployment',
  'Helm 3': 'DaemonSet',
  'Helm 4': 'Deployment',
  'Helm 4 --server-side=false': 'StatefulSet',
};

interface Place {
  readonly cluster: Cluster;
  readonly admin: Admin;
  readonly namespace: string;
}

/** A workload whose manifest a tool applies again and again, as a pipeline does; nothing of it runs. */
export class SyncedWorkload {
  readonly title: string;
  readonly target: Target;
  readonly #deployer: Deployer;
  readonly #stored: StoredWorkload;
  #git: Git = FIRST;

  constructor(engine: Engine, target: Target, {cluster, admin}: Place) {
    this.title = engine.title;
    this.target = target;
    this.#deployer = engine.open(cluster, target);
    this.#stored = new StoredWorkload(admin, target);
  }

  get git(): Git {
    return this.#git;
  }

  async look(): Promise<Snapshot> {
    return this.#stored.look();
  }

  /** The manifest in Git again, with other images where a tag is given; answers what is then stored. */
  async sync(tag = this.#git.tag): Promise<Snapshot> {
    this.#git = {...this.#git, tag};
    return this.deploy(manifestOf(this.target, this.#git));
  }

  async deploy(manifest: JsonObject): Promise<Snapshot> {
    await this.#deployer.deploy(manifest);
    return this.look();
  }

  /** What the tool says that a manifest would change, empty: nothing; undefined: it has no such command. */
  async diff(manifest: JsonObject): Promise<string | undefined> {
    return this.#deployer.diff?.(manifest);
  }
}

/** One workload a tool, each yet to be synced. */
export async function syncedWorkloads(place: Place, closing: Closing): Promise<readonly SyncedWorkload[]> {
  const folder = new TemporaryFolder();
  closing.add(async () => folder.remove());
  const {engines, close} = await helmEngines(place.cluster, folder.path);
  closing.add(async () => close());
  return [...kubectlEngines(folder.path), ...engines].flatMap((engine, index) => {
    const kind = KINDS[engine.title];
    const target = {name: `shop-${index}`, namespace: place.namespace};
    return kind === undefined ? [] : [new SyncedWorkload(engine, {...target, kind}, place)];
  });
}
