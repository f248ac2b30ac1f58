import {onSignals} from '../../src/runtime/signals.ts';
import {nodeUnavailableReason} from '../cluster/cluster.ts';
import {builtModule} from '../cluster/programs/build-module.ts';
import {goModules, type GoModule} from '../cluster/programs/modules.ts';

/**
 * Builds what the tests need and nobody has built on this machine yet, one after the other: a compiler takes all
 * cores, and a test beside it would wait for longer than it is willing to.
 */
const {minimalController: _ofTheBench, containerd, cni, cloudSqlProxy, otelCollector, ...always} = goModules;
const ofTheNode: readonly GoModule[] = [containerd, cni, cloudSqlProxy, otelCollector];
const needed = [...Object.values(always), ...(nodeUnavailableReason() === undefined ? ofTheNode : [])];
const interruption = new AbortController();

onSignals(process, {
  stop: () => {
    interruption.abort();
  },
  exit: () => process.exit(1),
});

try {
  for (const module of needed) await builtModule(module, {progress: console.log, signal: interruption.signal});
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
