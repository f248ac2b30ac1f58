import type {Injector} from '../catalog/injector.ts';
import {finding} from '../finding.ts';
import type {Check} from './check.ts';

/** What an injector without a native mode adds is in no template, so only pods could be converted. */
export const noInjectorSwitch: Check = {
  code: 'NoInjectorSwitch',
  check: ({injected}) =>
    injected
      .filter(({mode}) => mode.type === 'NoSwitch')
      .map(({injector}) => finding('NoInjectorSwitch', said(injector))),
};

function said({title, otherwise}: Injector): string {
  const message = `${title} adds its sidecar when a pod is created, and has no native mode: it can only be converted in each pod as it is created (delivery: Pod, with InjectedProxy acknowledged).`;
  return otherwise === undefined ? message : `${message} ${otherwise}`;
}
