import {objectsAt} from '../json.ts';
import type {Workload} from '../workload.ts';
import {calledBy} from './called-files.ts';
import {commandScripts, sceneOf} from './scene.ts';
import {configMapsIn, sourcesOf} from './script-files.ts';

/** Names of the ConfigMaps from which a container of the workload runs a script. */
export function scriptConfigMaps(workload: Workload): readonly string[] {
  const {spec} = workload.template;
  if (!objectsAt(spec, 'volumes').some(volume => configMapsIn(volume).length > 0)) return [];
  return sceneOf(workload, new Set()).members.flatMap(({container, words}) =>
    calledBy(words, commandScripts(words)).flatMap(file =>
      sourcesOf(file, container, spec).map(({configMap}) => configMap),
    ),
  );
}
