import type {StateReason} from '../../api/reasons.ts';
import type {NativeSwitch} from '../catalog/injector.ts';
import type {Injected} from '../injected.ts';
import {isToBeNative, type Sighting} from './sighting.ts';

/** Why a workload waits, and for what. */
export interface Hold {
  readonly reason: StateReason;
  readonly message: string;
}

/** What a workload waits for where nothing is to be written: its injectors decide, and its pods show how. */
export function waitsForInjector(injected: readonly Injected[], sighting: Sighting): Hold {
  const first = injected.find(isToBeNative);
  if (first !== undefined) return sighting === 'Classic' ? tooOld(first) : {reason: 'AwaitsPod', message: AWAITS_POD};
  const stuck = injected.find(({mode}) => mode.type === 'NoSwitch');
  if (stuck === undefined)
    return {reason: 'SwitchedOff', message: 'an annotation tells its injector to add a classic sidecar'};
  return {
    reason: 'AdmissionNotAvailable',
    message: `${stuck.injector.title} has no native mode, and what it adds can only be converted as pods are created, which needs admission: this installation does not have it`,
  };
}

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
