import type {JsonObject} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import type {Target} from './git.ts';

/** A way in which manifests reach a cluster. */
export interface Engine {
  /** As the table in docs/gitops.md calls it. */
  readonly title: string;
  /** `client`: it computes what is to change by itself; `server`: server-side apply; `put`: it replaces the object. */
  readonly side: 'client' | 'server' | 'put';
  open(cluster: Cluster, target: Target): Deployer;
}

/** One engine at work on one workload. */
export interface Deployer {
  /** @throws Error with what the tool complained of */
  deploy(manifest: JsonObject): Promise<void>;
  /** What the tool says that deploying would change, empty: nothing; undefined: it has no such command. */
  readonly diff: ((manifest: JsonObject) => Promise<string>) | undefined;
  /** Back to what was deployed before; undefined: the tool cannot with this kind. */
  readonly back: (() => Promise<void>) | undefined;
  remove(): Promise<void>;
}
