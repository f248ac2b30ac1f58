import type {Cluster} from '../../cluster/cluster.ts';
import type {Deployer} from './engine.ts';
import type {Target} from './git.ts';

/** As Flux does it. */
export const SERVER_SIDE = ['apply', '--server-side', '--force-conflicts', '--field-manager=flux'];
/** Kinds whose controllers keep revisions. */
const WITH_REVISIONS = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

export type KubectlOf = Pick<Cluster, 'kubectl'>;

/** kubectl's verb and flags for the next deployment; `turn` counts from 0. */
export type Arguments = (target: Target, turn: number) => readonly string[];

/** Gives manifests to kubectl on its standard input. */
export function deployerOf(cluster: KubectlOf, target: Target, args: Arguments): Deployer {
  let turn = 0;
  const at = [`${target.kind.toLowerCase()}/${target.name}`, `--namespace=${target.namespace}`];
  const undo = async (): Promise<void> => void (await cluster.kubectl(['rollout', 'undo', ...at]));
  return {
    deploy: async manifest => {
      await cluster.kubectl([...args(target, turn++), '--filename=-'], JSON.stringify(manifest));
    },
    back: WITH_REVISIONS.has(target.kind) ? undo : undefined,
    remove: async () => void (await cluster.kubectl(['delete', ...at])),
  };
}
