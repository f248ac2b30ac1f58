import type {JsonObject} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import type {Deployer} from './engine.ts';
import type {Target} from './git.ts';

/** As Flux does it. */
export const SERVER_SIDE = ['apply', '--server-side', '--force-conflicts', '--field-manager=flux'];
/** Kinds whose controllers keep revisions. */
export const WITH_REVISIONS: ReadonlySet<Target['kind']> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

export type KubectlOf = Pick<Cluster, 'kubectl'>;

/** kubectl's verb and flags for the next deployment; `turn` counts from 0. */
export type Arguments = (target: Target, turn: number) => readonly string[];

/** `deployment/shop --namespace=shop`, for kubectl. */
export function atTarget({kind, name, namespace}: Target): readonly string[] {
  return [`${kind.toLowerCase()}/${name}`, `--namespace=${namespace}`];
}

/** Gives manifests to kubectl on its standard input. */
export function deployerOf(cluster: KubectlOf, target: Target, args: Arguments): Deployer {
  let turn = 0;
  const at = atTarget(target);
  const undo = async (): Promise<void> => void (await cluster.kubectl(['rollout', 'undo', ...at]));
  return {
    deploy: async manifest => {
      const command = [...args(target, turn++), '--filename=-'];
      await despiteConflicts(async () => cluster.kubectl(command, JSON.stringify(manifest)));
    },
    diff: async manifest => diff(cluster, args(target, turn), manifest),
    back: WITH_REVISIONS.has(target.kind) ? undo : undefined,
    remove: async () => void (await cluster.kubectl(['delete', ...at])),
  };
}

/** What replaces an object competes with the controller that writes its status: people try again. */
async function despiteConflicts(work: () => Promise<unknown>, tries = 3): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isConflict = error instanceof Error && error.message.includes('(Conflict)');
    if (!isConflict || tries === 0) throw error;
    await despiteConflicts(work, tries - 1);
  }
}

/** `kubectl diff` has the flags of `kubectl apply`; what replaces objects has none that it would know. */
export async function diff(
  cluster: KubectlOf,
  [verb, ...flags]: readonly string[],
  manifest: JsonObject,
): Promise<string> {
  return cluster.kubectl(['diff', ...(verb === 'apply' ? flags : []), '--filename=-'], JSON.stringify(manifest));
}
