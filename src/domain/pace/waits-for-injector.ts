import type {StateReason} from '../../api/reasons.ts';
import type {NativeSwitch} from '../catalog/injector.ts';
import type {AdmissionFacts} from '../facts.ts';
import type {Injected} from '../injected.ts';
import {isToBeNative, type Sighting} from './sighting.ts';

/** Why a workload waits, and for what. */
export interface Hold {
  readonly reason: StateReason;
  readonly message: string;
}

/** What a workload waits for where nothing is to be written: its injectors decide, and its pods show how. */
export function waitsForInjector(
  injected: readonly Injected[],
  sighting: Sighting,
  admission: Pick<AdmissionFacts, 'pods' | 'podsLack'>,
): Hold {
  const first = injected.find(isToBeNative);
  if (first !== undefined) return sighting === 'Classic' ? tooOld(first) : {reason: 'AwaitsPod', message: AWAITS_POD};
  const stuck = injected.find(({mode}) => mode.type === 'NoSwitch');
  if (stuck === undefined)
    return {reason: 'SwitchedOff', message: 'an annotation tells its injector to add a classic sidecar'};
  return {
    reason: 'AdmissionNotAvailable',
    message: `${stuck.injector.title} has no native mode: what it adds can only be converted in each pod as it is created, ${whereItCan(admission)}`,
  };
}

function whereItCan({pods, podsLack = NOT_INSTALLED}: Pick<AdmissionFacts, 'pods' | 'podsLack'>): string {
  return pods
    ? 'which a policy does that says delivery: Pod and acknowledges InjectedProxy; look at its pods'
    : `which cannot be done here: ${podsLack}`;
}

export const NOT_INSTALLED = 'this installation does not have it';

const AWAITS_POD = 'no pod has been created yet that shows what its injector adds';

function tooOld({injector, mode}: Injected): Hold {
  const ways = injector.native.map(way => `${way.since}: ${what(way)}`).join('; ');
  const told = mode.type === 'Upgrade' ? 'adds' : 'is told to add a native sidecar, and adds';
  return {
    reason: 'InjectorTooOld',
    message: `${injector.title} ${told} a classic sidecar to its pods: upgrade it (since ${ways})`,
  };
}

function what(way: NativeSwitch): string {
  return 'how' in way ? way.how : way.annotation;
}
