import {profileById} from '../../src/domain/catalog/catalog.ts';
import {switchesOf} from '../../src/domain/catalog/injector.ts';
import type {Injected, InjectionMode} from '../../src/domain/injected.ts';

/** What the injector of a product of the catalog adds, under the first rule. */
export function injectedBy(id: string, mode: InjectionMode['type']): Injected {
  const profile = profileById(id);
  const injector = profile?.injector;
  if (profile === undefined || injector === undefined) throw new Error(`${id} has no injector`);
  const annotations = switchesOf(injector);
  const modes: Readonly<Record<InjectionMode['type'], InjectionMode>> = {
    Switched: {type: 'Switched'},
    Switchable: {type: 'Switchable', annotations},
    SwitchedOff: {type: 'SwitchedOff', annotation: annotations[0] ?? ''},
    Upgrade: {type: 'Upgrade'},
    NoSwitch: {type: 'NoSwitch'},
  };
  return {profile, injector, ruleIndex: 0, mode: modes[mode]};
}
