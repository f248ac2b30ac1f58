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
  const what = ways.length === 1 ? 'an annotation' : 'annotations, one for each version';
  const message = `${injector.title} adds its sidecar when a pod is created, and is told by ${what} of the pod template to make it native: ${ways.join(', ')}. An older version ignores that, and the sidecar stays classic.`;
  return [finding('InjectorSwitch', message, 'metadata.annotations')];
}
