import {namesOf, type Injected} from '../injected.ts';
import {isConvertedPod, type RolloutPod} from './rollout-pod.ts';

/** What a workload's pods show of what injectors add to them; `Nothing`: there is no pod to look at. */
export type Sighting = 'Native' | 'Classic' | 'Nothing';

/** @param pods of the template as it is now */
export function sightingOf(pods: readonly RolloutPod[], injected: readonly Injected[]): Sighting {
  const expected = injected.filter(isToBeNative).map(namesOf);
  if (pods.length === 0 || expected.length === 0) return 'Nothing';
  return pods.some(pod => isConvertedPod(pod, [], expected)) ? 'Native' : 'Classic';
}

/** What somebody keeps classic, and what cannot be anything else, is not waited for. */
export function isToBeNative({mode}: Injected): boolean {
  return mode.type !== 'SwitchedOff' && mode.type !== 'NoSwitch';
}
