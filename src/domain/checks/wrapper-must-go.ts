import {finding, type Finding} from '../finding.ts';
import {objectsAt, stringsAt, type JsonObject} from '../json.ts';
import {kubexitSidecars} from '../kubexit.ts';
import type {Placed} from '../selection.ts';
import type {Check} from './check.ts';
import {containerPath} from './container-path.ts';

/**
 * Programs that wrap a container's own to start or end it with others of the pod. kubexit looks its companions up in
 * `containerStatuses`, where native sidecars are not, and ends when it has not found one (cmd/kubexit/main.go); around
 * a sidecar such a program ends it by itself, and Kubernetes starts it again (KEP-753).
 */
export interface Wrapper {
  readonly program: string;
  /** Where the wrapper is the image's entry point, its settings are all there is to see. */
  readonly variable: RegExp;
  /** Wrapped around the app, what it waits for is not found any more. */
  readonly breaksTheApp: boolean;
}

export const WRAPPERS: readonly Wrapper[] = [
  {program: 'kubexit', variable: /^KUBEXIT_/, breaksTheApp: true},
  {program: 'watchkiller', variable: /^KILLER_WATCH_FILE$/, breaksTheApp: false},
];

export const wrapperMustGo: Check = {
  code: 'WrapperMustGo',
  check: ({selection, workload}) => {
    if (selection.candidates.length === 0) return [];
    const sidecars = new Set(selection.candidates.map(({name}) => name));
    return [...selection.candidates, ...selection.mains].flatMap(placed => {
      const isSidecar = sidecars.has(placed.name);
      const wrapper = WRAPPERS.find(one => (isSidecar || one.breaksTheApp) && wraps(one, placed.container));
      if (wrapper === undefined) return [];
      const named = wrapper.program === 'kubexit' ? kubexitSidecars(workload.template.spec) : [];
      return [findingFor(wrapper, placed, {isSidecar, hint: hintFrom(named, sidecars)})];
    });
  },
};

/** What its own variables say of who is whom; with what no rule matches, since all of them must be native without it. */
function hintFrom(named: readonly string[], sidecars: ReadonlySet<string>): string {
  if (named.length === 0) return '';
  const others = named.filter(name => !sidecars.has(name));
  const missing = others.length === 0 ? '' : `, and no rule of the policy makes ${others.join(' and ')} native`;
  return ` By its variables the sidecars are: ${named.join(', ')}${missing}.`;
}

function findingFor(
  {program}: Wrapper,
  placed: Placed,
  {isSidecar, hint}: {readonly isSidecar: boolean; readonly hint: string},
): Finding {
  const why = isSidecar
    ? 'would end the sidecar by itself, and Kubernetes would start it again and again while the pod lives'
    : 'looks for the containers that it waits for among the regular ones, would not find the native sidecar there, and ends the app after a while';
  const message = `${placed.name} is wrapped in ${program}, which ${why}. A native sidecar starts first and is stopped last without it: remove the wrapper in the same change (outrigger convert --remove-workarounds does so in manifests).${hint}`;
  return finding('WrapperMustGo', message, containerPath(placed));
}

function wraps({program, variable}: Wrapper, container: JsonObject): boolean {
  const texts = [...stringsAt(container, 'command'), ...stringsAt(container, 'args')];
  const words = texts.filter(text => text.includes(program)).flatMap(text => text.split(/\s+/));
  const named = words.some(word => word === program || word.endsWith(`/${program}`));
  return named || objectsAt(container, 'env').some(({name}) => typeof name === 'string' && variable.test(name));
}
