import {finding} from '../finding.ts';
import type {Injected} from '../injected.ts';
import type {Check} from './check.ts';

/** Somebody has told the injector to add a classic sidecar; that is not overridden. */
export const switchedOff: Check = {
  code: 'SwitchedOff',
  check: ({injected}) => injected.flatMap(findingFor),
};

function findingFor({mode, injector}: Injected) {
  if (mode.type !== 'SwitchedOff') return [];
  const message = `${injector.title} is told by the annotation ${mode.annotation} to add a classic sidecar, and that is left as it is: take the annotation away if it is not meant so.`;
  return [finding('SwitchedOff', message, `metadata.annotations[${mode.annotation}]`)];
}
