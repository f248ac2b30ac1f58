import {objectsAt, stringAt, type JsonObject} from '../json.ts';
import {annotationPath} from './annotation-path.ts';
import type {Detector, Found} from './detector.ts';
import {pathOf} from './edits.ts';
import type {Member, Scene} from './scene.ts';
import {without} from './volumes.ts';

const ARGO = 'workflows.argoproj.io/kill-cmd-';
const LIST = 'pod.kubernetes.io/sidecars';

/** W8: an annotation, or a variable of OpenKruise's, that tells a controller which containers to end with the app. */
export const terminatorAnnotation: Detector = {
  id: 'W8',
  find: scene => [
    ...Object.entries(scene.annotations).flatMap(([name, value]) => inAnnotation(name, value, scene)),
    ...scene.members.flatMap(inVariables),
  ],
};

function inAnnotation(name: string, value: string, scene: Scene): readonly Found[] {
  const named = containersOf(name, value);
  if (named === undefined) return [];
  const place = {path: annotationPath(name), evidence: `${name}: ${value}`};
  if (named.length > 0 && named.every(one => isSidecar(one, scene))) {
    const message =
      'The annotation tells a controller outside of the pod to end the sidecar. Kubernetes now does that, and such a controller does not look at native sidecars.';
    return [
      {verdict: 'Removable', message, edits: [{type: 'Delete', keys: ['metadata', 'annotations', name]}], ...place},
    ];
  }
  const message =
    'The annotation tells a controller outside of the pod which containers to end with the app. Where all of them are native sidecars, it can go.';
  return [{verdict: 'Advice', message, ...place}];
}

/** The containers that an annotation wants ended; empty: they are not named; undefined: it is about something else. */
function containersOf(name: string, value: string): readonly string[] | undefined {
  if (name === LIST) return value.split(',').map(one => one.trim());
  if (name.startsWith(ARGO)) return [name.slice(ARGO.length)];
  return name === 'riskified.com/main_sidecars' ? [] : undefined;
}

function isSidecar(name: string, {sidecars, members}: Scene): boolean {
  return sidecars.has(name) || members.some(one => one.name === name && one.role === 'Sidecar');
}

/** The switches of OpenKruise's Job Sidecar Terminator (openkruise/kruise, its documentation and apis/apps/v1alpha1). */
const KRUISE = /^KRUISE_TERMINATE_SIDECAR_WHEN_JOB_EXIT(?:_WITH_IMAGE)?$/;

function inVariables({container, keys, role}: Member): readonly Found[] {
  const isSwitch = (entry: JsonObject): boolean => KRUISE.test(stringAt(entry, 'name') ?? '');
  const edits = without(container['env'], [...keys, 'env'], isSwitch);
  const first = objectsAt(container, 'env').find(isSwitch);
  if (first === undefined) return [];
  const place = {path: pathOf([...keys, 'env']), evidence: stringAt(first, 'name') ?? ''};
  if (role === 'Sidecar') {
    const message =
      'The variable tells OpenKruise to end the sidecar with the app. Kubernetes now does that, and OpenKruise does not look at native sidecars.';
    return [{verdict: 'Removable', message, edits, ...place}];
  }
  const message =
    'The variable tells OpenKruise to end this container with the app. It can go once that is a native sidecar, and must stay until then.';
  return [{verdict: 'Advice', message, ...place}];
}
