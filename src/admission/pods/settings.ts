import {celString} from '../cel/text.ts';
import {celValue} from '../cel/value.ts';
import {variable, type Variable} from '../cel/variable.ts';

/** Flags of a program by name, without dashes, and the environment variable that means the same ('': none). */
export type Flags = Readonly<Record<string, string>>;

/**
 * For each container the settings that its profile's probe goes by, as `settingOf` in the domain reads them: '' absent,
 * '?' unknown, and '=' with the value behind it.
 * @param flags by profile id
 */
export function settingsVariables(flags: Readonly<Record<string, Flags>>): readonly Variable[] {
  return [
    variable(
      'flags',
      'The settings that say whether a product answers, and the variables that mean the same.',
      `{${Object.entries(flags).map(entry).join(',\n  ')}}`,
    ),
    variable('settings', "Their values for each container: '' absent, '?' unknown, '=' before what it is.", SETTINGS),
  ];
}

/** The setting of the container at `i`, as a CEL expression. */
export function setting(flag: string): string {
  return `variables.settings[i][${celString(flag)}]`;
}

function entry([id, flags]: readonly [string, Flags]): string {
  return `${celString(id)}: ${celValue(flags)}`;
}

/** A value that is one `$(NAME)` is that variable's; one that still has such a reference is not known. */
function expanded(text: string): string {
  const whole = `${text}.matches(r'^\\$\\([^()]+\\)$')`;
  const found = `c.?env.orValue([]).filter(other, ${text} == '$(' + other.name + ')')`;
  const plain = (value: string): string => `(${value}.contains('$(') ? '?' : '=' + ${value})`;
  const last = `(${found}.map(other, has(other.value) ? ${plain('other.value')} : '?').reverse() + ['?'])[0]`;
  return `(${whole} ? ${last} : ${plain(text)})`;
}

/** The last word that is the flag, and the text behind its `=` or the next word that is no flag itself. */
const SETTINGS = `variables.containers.transformList(i, c, variables.flags[?variables.profile[i]].orValue({}).transformMap(flag, variable,
  (variables.words[i].transformList(at, w, w in ['-' + flag, '--' + flag] || w.startsWith('-' + flag + '=') || w.startsWith('--' + flag + '='),
      w.contains('=') ? w.substring(w.indexOf('=') + 1) :
      at + 1 < variables.words[i].size() && !variables.words[i][at + 1].startsWith('-') ? variables.words[i][at + 1] : '')
    .map(text, ${expanded('text')}).reverse() +
  c.?env.orValue([]).filter(e, variable != '' && e.name == variable)
    .map(e, has(e.value) ? ${expanded('e.value')} : '?').reverse() +
  [''])[0]))`;
