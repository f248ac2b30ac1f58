import {nativeNames} from '../../domain/containers.ts';
import type {ConfigMaps} from '../../domain/facts.ts';
import type {JsonObject} from '../../domain/json.ts';
import {workaroundsOf} from '../../domain/workarounds/index.ts';
import type {Workaround} from '../../domain/workarounds/workaround.ts';
import type {Workload} from '../../domain/workload.ts';

/**
 * The workarounds in a workload, judged by what is native once it is changed, and found where the manifest has them.
 * @param changed the pod spec as it would be; undefined: nothing changes
 * @param configMaps those of its namespace
 */
export function workaroundsWith(
  workload: Workload,
  changed: JsonObject | undefined,
  configMaps: ConfigMaps | undefined,
): readonly Workaround[] {
  const {template} = workload;
  const natives = nativeNames(changed ?? template.spec);
  const found = workaroundsOf(workload, natives, configMaps);
  if (changed === undefined || !found.some(({verdict}) => verdict === 'Advice')) return found;
  // What the conversion adds, such as a startup probe, can make one removable, and some go with it.
  const then = workaroundsOf({...workload, template: {...template, spec: changed}}, natives, configMaps);
  return found.flatMap(one => {
    const later = then.find(({id, evidence}) => id === one.id && evidence === one.evidence);
    if (later === undefined && one.verdict === 'Advice') return [];
    return [later?.verdict === 'Removable' ? {...later, path: one.path} : one];
  });
}
