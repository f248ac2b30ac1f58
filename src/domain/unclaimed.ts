import type {Facts} from './facts.ts';
import {finding, type Finding} from './finding.ts';
import {governingPolicy} from './governance.ts';
import type {Policy} from './policy.ts';
import {ownRecordOf} from './reversion.ts';
import {markedSwitches, productsOf} from './switches.ts';
import type {Workload} from './workload.ts';

/**
 * Whether Outrigger has converted a workload that no policy keeps any more, to be asked with all policies of its
 * namespace: no single one can say it, so it is no check.
 */
export function unclaimed(workload: Workload, policies: readonly Policy[], facts: Facts): readonly Finding[] {
  const moved = ownRecordOf(workload).map(entry => entry.n);
  const names = [...moved, ...productsOf(markedSwitches(workload)).map(({title}) => title)];
  if (names.length === 0 || governingPolicy(workload, policies, facts) !== undefined) return [];
  const message = `Outrigger has converted this workload (${names.join(', ')}), and no policy with conversion.mode Enforce selects it any more: it stays as it is, but nobody keeps it or undoes it by itself. Let a policy select it again, or put it back with \`outrigger revert --live\`.`;
  return [finding('Unclaimed', message)];
}
