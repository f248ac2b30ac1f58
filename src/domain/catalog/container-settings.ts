import {objectsAt, stringAt, stringsAt, type JsonObject} from '../json.ts';

/** `unknown`: it is set, but to something that the manifest does not say (valueFrom, an unresolved `$(NAME)`). */
export type Setting = 'absent' | 'unknown' | {readonly value: string};

export interface SettingName {
  /** Without dashes: `health-check` stands for `-health-check` and `--health-check`. */
  readonly flag: string;
  /** The environment variable that means the same; the flag wins. */
  readonly variable?: string;
}

/**
 * A setting of the program in a container as its `command`, `args` and `env` give it, in the ways of Go's flag
 * packages: `--flag=value`, `--flag value`, and `--flag` alone, whose value is then `''`. The last one wins.
 */
export function settingOf(container: JsonObject, name: SettingName): Setting {
  const words = [...stringsAt(container, 'command'), ...stringsAt(container, 'args')];
  const at = words.findLastIndex(
    word => word.replace(/^--?/, '').split('=', 1)[0] === name.flag && word.startsWith('-'),
  );
  const word = words[at];
  if (word === undefined) return name.variable === undefined ? 'absent' : variableOf(container, name.variable);
  const equals = word.indexOf('=');
  return expanded(container, equals < 0 ? followingValue(words[at + 1]) : word.slice(equals + 1));
}

/** The next word, unless it is a flag itself. */
function followingValue(word: string | undefined): string {
  return word === undefined || word.startsWith('-') ? '' : word;
}

function variableOf(container: JsonObject, name: string): Setting {
  const variable = objectsAt(container, 'env').findLast(entry => entry['name'] === name);
  if (variable === undefined) return 'absent';
  const value = stringAt(variable, 'value');
  return value === undefined ? 'unknown' : expanded(container, value);
}

/** Resolves one whole `$(NAME)` (core/v1 Container, args); a value that still has one is not known. */
function expanded(container: JsonObject, text: string): Setting {
  const name = /^\$\(([^()]+)\)$/.exec(text)?.[1];
  const variable = objectsAt(container, 'env').findLast(entry => entry['name'] === name);
  const value = name === undefined ? text : stringAt(variable, 'value');
  return value === undefined || value.includes('$(') ? 'unknown' : {value};
}
