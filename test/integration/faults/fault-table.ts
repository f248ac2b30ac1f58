import type {Cluster} from '../../cluster/cluster.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {runFault, type Fault} from './fault-run.ts';
import type {SceneOptions} from './scene.ts';
import {SideBySide} from './side-by-side.ts';

/** `Short` ones need the machine, `Long` ones only wait, `Own` ones disturb their whole cluster. */
const RUNS = {Short: new SideBySide(6), Long: new SideBySide(Infinity), Own: new SideBySide(1)};

export interface FaultTable {
  /** For the names of namespaces. */
  readonly name: string;
  readonly length: keyof typeof RUNS;
  /** Default: the shared one. */
  readonly cluster?: () => Promise<Cluster>;
  readonly faults: readonly Fault[];
  /** What of the scenes is different. */
  readonly options?: (of: Pick<SceneOptions, 'cluster' | 'namespace'>) => Promise<Partial<SceneOptions>>;
}

/** Makes a test of each fault in the `describe` that calls; all of all files go on at the same time. */
export function faultTable({name, length, faults, ...table}: FaultTable): void {
  const clusterOf = table.cluster ?? sharedCluster;
  for (const [index, fault] of faults.entries()) {
    const end = RUNS[length].announce(async () => {
      const scene = {cluster: await clusterOf(), namespace: `faults-${name}-${index}`};
      await runFault(fault, {...scene, ...(await table.options?.(scene))});
    });
    it(fault.title, async () => {
      Object.values(RUNS).forEach(runs => runs.start());
      await end;
    });
  }
}
