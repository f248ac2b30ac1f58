import type {Injector} from '../catalog/injector.ts';
import {finding} from '../finding.ts';
import type {Check} from './check.ts';

/** What an injector adds becomes native by a newer version or a setting of the injector; no pod can ask for it. */
export const upgradeInjector: Check = {
  code: 'UpgradeInjector',
  check: ({injected}) =>
    injected
      .filter(({mode}) => mode.type === 'Upgrade')
      .map(({injector}) => finding('UpgradeInjector', said(injector))),
};

function said({title, native}: Injector): string {
  const ways = native.flatMap(way => ('how' in way ? [`since ${way.since}: ${way.how}`] : []));
  return `${title} adds its sidecar when a pod is created, and a pod cannot ask for a native one. Upgrade it (${ways.join('; ')}); the pods are native once they are created again.`;
}
