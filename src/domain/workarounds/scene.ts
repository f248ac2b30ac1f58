import {isNative, listIn, type ContainerList} from '../containers.ts';
import {isObject, stringAt, stringMapAt, valueAt, type JsonObject} from '../json.ts';
import type {Workload} from '../workload.ts';
import {pathOf, type Keys} from './edits.ts';
import {parseShell, type Script} from './shell.ts';

/** A workload as the detectors look at it: who is who, and which commands are shell scripts. */
export interface Scene {
  readonly workload: Workload;
  readonly spec: JsonObject;
  /** Of the pod template. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Names of containers that are or will be native sidecars, also of such that an injector adds. */
  readonly sidecars: ReadonlySet<string>;
  readonly members: readonly Member[];
}

/** One container of the pod. */
export interface Member {
  readonly name: string;
  readonly container: JsonObject;
  readonly list: ContainerList;
  readonly keys: Keys;
  readonly role: 'App' | 'Init' | 'Sidecar';
  /** `command` and `args` in one row, as the kubelet runs them. */
  readonly words: readonly PlacedWord[];
  /** The scripts of the command and the lifecycle hooks. */
  readonly scripts: readonly PlacedScript[];
}

export interface PlacedWord {
  readonly text: string;
  readonly keys: Keys;
}

/** A text that a shell runs (`sh -c TEXT`). */
export interface PlacedScript extends PlacedWord {
  readonly of: 'Command' | 'preStop' | 'postStart';
  readonly path: string;
  /** Undefined where the parser does not understand it. */
  readonly tree: Script | undefined;
}

export function sceneOf(workload: Workload, sidecars: ReadonlySet<string>): Scene {
  const {spec, metadata} = workload.template;
  const members = (['initContainers', 'containers'] as const).flatMap(list =>
    listIn(spec, list).flatMap((container, index) =>
      isObject(container) ? [memberOf({container, list, index, sidecars})] : [],
    ),
  );
  return {workload, spec, annotations: stringMapAt(metadata, 'annotations'), sidecars, members};
}

/** The scripts of the app and of what prepares it: those that know of sidecars, and are none. */
export function appScripts({members}: Scene): readonly PlacedScript[] {
  return members.filter(({role}) => role !== 'Sidecar').flatMap(({scripts}) => scripts);
}

interface Placing {
  readonly container: JsonObject;
  readonly list: ContainerList;
  readonly index: number;
  readonly sidecars: ReadonlySet<string>;
}

function memberOf({container, list, index, sidecars}: Placing): Member {
  const name = stringAt(container, 'name') ?? '';
  const keys: Keys = ['spec', list, index];
  const words = (['command', 'args'] as const).flatMap(field => wordsAt(container, [field], keys));
  const native = sidecars.has(name) || (list === 'initContainers' && isNative(container));
  const hooks = (['preStop', 'postStart'] as const).flatMap(hook =>
    scriptsIn(wordsAt(container, ['lifecycle', hook, 'exec', 'command'], keys), hook),
  );
  const role = native ? 'Sidecar' : list === 'containers' ? 'App' : 'Init';
  return {name, container, list, keys, role, words, scripts: [...scriptsIn(words, 'Command'), ...hooks]};
}

/** The texts of a list of words and where they lie; what is no text has no place in a command. */
export function wordsAt(container: JsonObject, field: readonly string[], keys: Keys): readonly PlacedWord[] {
  const list = valueAt(container, ...field);
  if (!Array.isArray(list)) return [];
  return list.flatMap((text: unknown, index) =>
    typeof text === 'string' ? [{text, keys: [...keys, ...field, index]}] : [],
  );
}

const SHELL = /^(?:\/usr)?(?:\/bin\/)?(?:ba|da|a|k|z)?sh$/;
/** The options of a shell before its script: `-ec`, `-o pipefail -c`. */
const WITH_SCRIPT = /^-[a-z]*c$/;

function scriptsIn(words: readonly PlacedWord[], of: PlacedScript['of']): readonly PlacedScript[] {
  const [program, ...rest] = words;
  if (program === undefined || !SHELL.test(program.text)) return [];
  const option = rest.findIndex(({text}) => WITH_SCRIPT.test(text));
  const isOption = ({text}: PlacedWord, index: number): boolean =>
    text.startsWith('-') || rest[index - 1]?.text === '-o' || rest[index - 1]?.text === '-eo';
  const script = rest[option + 1];
  if (option < 0 || script === undefined || !rest.slice(0, option).every(isOption)) return [];
  return [{...script, of, path: pathOf(script.keys), tree: parseShell(script.text)}];
}
