import {finding} from '../finding.ts';
import type {Injected} from '../injected.ts';
import type {Check} from './check.ts';

/** What an injector adds becomes native by a switch of its own, which only some versions read. */
export const injectorSwitch: Check = {
  code: 'InjectorSwitch',
  check: ({injected}) => injected.flatMap(findingFor),
};

function findingFor({mode, injector}: Injected) {
  if (mode.type !== 'Switchable') return [];
  const ways = injector.native.flatMap(way => ('annotation' in way ? [`${way.annotation} (since ${way.since})`] : []));
  const each = ways.length === 1 ? '' : ', each of which some versions read';
  const message = `${injector.title} adds its sidecar when a pod is created. It is told to make it native by an annotation of the pod template: ${ways.join(', ')}${each}. A version from before that ignores it, and the sidecar stays classic.`;
  return [finding('InjectorSwitch', message, 'metadata.annotations')];
}
