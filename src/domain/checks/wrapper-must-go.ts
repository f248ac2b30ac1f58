import {finding} from '../finding.ts';
import {objectsAt, stringAt, stringsAt, type JsonObject} from '../json.ts';
import type {Placed} from '../selection.ts';
import type {Check} from './check.ts';
import {containerPath} from './container-path.ts';

/**
 * Programs that wrap a container's own to start or end it with others of the pod. kubexit looks its companions up in
 * `containerStatuses`, where native sidecars are not, and ends when it has not found one (cmd/kubexit/main.go); around
 * a sidecar such a program ends it by itself, and Kubernetes starts it again (KEP-753).
 */
interface Wrapper {
  readonly program: string;
  /** Where the wrapper is the image's entry point, its settings are all there is to see. */
  readonly variable: RegExp;
  /** Wrapped around the app, what it waits for is not found any more. */
  readonly breaksTheApp: boolean;
}

const WRAPPERS: readonly Wrapper[] = [
  {program: 'kubexit', variable: /^KUBEXIT_/, breaksTheApp: true},
  {program: 'watchkiller', variable: /^KILLER_WATCH_FILE$/, breaksTheApp: false},
];

export const wrapperMustGo: Check = {
  code: 'WrapperMustGo',
  check: ({selection}) => {
    if (selection.candidates.length === 0) return [];
    const sidecars = new Set(selection.candidates.map(({name}) => name));
    return [...selection.candidates, ...selection.mains].flatMap(placed => {
      const isSidecar = sidecars.has(placed.name);
      const wrapper = WRAPPERS.find(one => (isSidecar || one.breaksTheApp) && wraps(one, placed.container));
      return wrapper === undefined ? [] : [findingFor(wrapper, placed, isSidecar)];
    });
  },
};

function findingFor({program}: Wrapper, placed: Placed, isSidecar: boolean) {
  const why = isSidecar
    ? 'would end the sidecar by itself, and Kubernetes would start it again and again while the pod lives'
    : 'looks for the containers that it waits for among the regular ones, would not find the native sidecar there, and ends the app after a while';
  const message = `${placed.name} is wrapped in ${program}, which ${why}. A native sidecar starts first and is stopped last without it: remove the wrapper in the same change (outrigger convert --remove-workarounds does so in manifests).`;
  return finding('WrapperMustGo', message, containerPath(placed));
}

function wraps({program, variable}: Wrapper, container: JsonObject): boolean {
  const texts = [...stringsAt(container, 'command'), ...stringsAt(container, 'args')];
  const words = texts.filter(text => text.includes(program)).flatMap(text => text.split(/\s+/));
  const named = words.some(word => word === program || word.endsWith(`/${program}`));
  return named || objectsAt(container, 'env').some(one => variable.test(stringAt(one, 'name') ?? ''));
}
