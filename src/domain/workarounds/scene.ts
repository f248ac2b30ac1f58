import {isNative, listIn, type ContainerList} from '../containers.ts';
import type {ConfigMaps} from '../facts.ts';
import {isObject, stringAt, stringMapAt, valueAt, type JsonObject} from '../json.ts';
import type {Workload} from '../workload.ts';
import {calledBy} from './called-files.ts';
import {pathOf, type Keys} from './edits.ts';
import {scriptFileAt, type ScriptFile} from './script-files.ts';
import {shellCall} from './shell-call.ts';
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
  /** The scripts of the command and the lifecycle hooks, as far as a workaround could be in them. */
  readonly scripts: readonly PlacedScript[];
}

export interface PlacedWord {
  readonly text: string;
  readonly keys: Keys;
}

/** A text that a shell runs (`sh -c TEXT`). The keys of a script of a ConfigMap are empty: nothing is edited there. */
export interface PlacedScript extends PlacedWord {
  readonly of: 'Command' | 'preStop' | 'postStart';
  /** No two scripts of a pod have the same. */
  readonly path: string;
  /** Undefined where the parser does not understand it. */
  readonly tree: Script | undefined;
  /** Where it is, if not in the template, and the place in the template that names it. */
  readonly file?: ScriptFile & {readonly calledAt: string};
}

const NONE: ConfigMaps = new Map();

/** @param configMaps those whose scripts are looked at, too */
export function sceneOf(workload: Workload, sidecars: ReadonlySet<string>, configMaps = NONE): Scene {
  const {spec, metadata} = workload.template;
  const members = (['initContainers', 'containers'] as const).flatMap(list =>
    listIn(spec, list).flatMap((container, index) =>
      isObject(container) ? [memberOf({container, list, index, sidecars, spec, configMaps})] : [],
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
  readonly spec: JsonObject;
  readonly configMaps: ConfigMaps;
}

function memberOf(placing: Placing): Member {
  const {container, list, index, sidecars} = placing;
  const name = stringAt(container, 'name') ?? '';
  const keys: Keys = ['spec', list, index];
  const words = (['command', 'args'] as const).flatMap(field => wordsAt(container, [field], keys));
  const native = sidecars.has(name) || (list === 'initContainers' && isNative(container));
  const hooks = container['lifecycle'] === undefined ? [] : HOOKS.flatMap(hook => hookScripts(container, hook, keys));
  const role = native ? 'Sidecar' : list === 'containers' ? 'App' : 'Init';
  const scripts = [...scriptsIn(words, 'Command'), ...filesOf(words, placing), ...hooks];
  return {name, container, list, keys, role, words, scripts};
}

const HOOKS = ['preStop', 'postStart'] as const;

function hookScripts(container: JsonObject, hook: (typeof HOOKS)[number], keys: Keys): readonly PlacedScript[] {
  return scriptsIn(wordsAt(container, ['lifecycle', hook, 'exec', 'command'], keys), hook);
}

/** The texts of a list of words and where they lie; what is no text has no place in a command. */
export function wordsAt(container: JsonObject, field: readonly string[], keys: Keys): readonly PlacedWord[] {
  const list = valueAt(container, ...field);
  if (!Array.isArray(list)) return [];
  return list.flatMap((text: unknown, index) =>
    typeof text === 'string' ? [{text, keys: [...keys, ...field, index]}] : [],
  );
}

/**
 * Every workaround in a script has one of these words. What has none is not parsed: the operator looks at thousands of
 * workloads, and parsing takes longer than all else that is looked at here.
 */
const TELLING =
  /localhost|127\.0\.0\.1|::1|quit|kill|touch|sleep|while|until|kubexit|scuttle|envoy-preflight|linkerd-await|watchkiller/;

function scriptsIn(words: readonly PlacedWord[], of: PlacedScript['of']): readonly PlacedScript[] {
  const word = textIn(words);
  return word === undefined || !TELLING.test(word.text) ? [] : [parsed(word, of)];
}

/** The script in the words of a command, whatever is in it. */
export function commandScripts(words: readonly PlacedWord[]): readonly PlacedScript[] {
  const word = textIn(words);
  return word === undefined ? [] : [parsed(word, 'Command')];
}

/** The text that a shell is given. */
function textIn(words: readonly PlacedWord[]): PlacedWord | undefined {
  // Most programs are no shell.
  if (words.length < 2) return undefined;
  const call = shellCall(words.map(({text}) => text));
  return call?.type === 'Text' ? words[call.index] : undefined;
}

function parsed(word: PlacedWord, of: PlacedScript['of']): PlacedScript {
  return {...word, of, path: pathOf(word.keys), tree: parseShell(word.text)};
}

/** The scripts of ConfigMaps that a container runs: by its words, or by the commands of its script. */
function filesOf(words: readonly PlacedWord[], {container, spec, configMaps}: Placing): readonly PlacedScript[] {
  if (configMaps.size === 0) return [];
  return calledBy(words, commandScripts(words)).flatMap((called): readonly PlacedScript[] => {
    const file = scriptFileAt(called, container, {spec, configMaps});
    if (file === undefined) return [];
    const {calledAt} = called;
    const {configMap, key, text} = file;
    const path = `${calledAt} (ConfigMap ${configMap}, ${key})`;
    return [{text, keys: [], of: 'Command', path, tree: parseShell(text), file: {...file, calledAt}}];
  });
}
