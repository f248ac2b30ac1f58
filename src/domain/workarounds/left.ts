import {changeIn} from '../change-in.ts';
import {nativeNames} from '../containers.ts';
import type {Decision} from '../decision.ts';
import {finding, type Finding} from '../finding.ts';
import type {Workload} from '../workload.ts';
import {workaroundsOf} from './index.ts';
import {WORKAROUND_TITLES} from './titles.ts';
import type {Workaround} from './workaround.ts';

/**
 * The workarounds that a workload still has when it is native, as it is or as the decision would make it; without what
 * only looks like one. None where nothing becomes native: there they are needed.
 */
export function workaroundsLeft(workload: Workload, decision: Decision): readonly Workaround[] {
  if (decision.type === 'NotSelected' || decision.type === 'Blocked') return [];
  const {template} = workload;
  const spec = changeIn(decision)?.spec ?? template.spec;
  const found = workaroundsOf({...workload, template: {...template, spec}}, nativeNames(spec));
  return found.filter(({verdict}) => verdict !== 'Keep');
}

/** What a policy says of them: one finding for all that a workload has. */
export function leftFinding(left: readonly Workaround[]): readonly Finding[] {
  const [first] = left;
  if (first === undefined) return [];
  const ids = [...new Set(left.map(({id}) => id))];
  const names = ids.map(id => `${id} (${WORKAROUND_TITLES[id]})`).join(', ');
  const message = `There are habits of classic sidecars in it that a native one makes useless: ${names}. outrigger why says of each what can become of it; outrigger convert --remove-workarounds takes out of manifests what is safe and mechanical.`;
  return [finding('WorkaroundLeft', message, first.path)];
}
