import {
  CONVERTED_AT_ANNOTATION,
  DELEGATED_ANNOTATION,
  POLICY_ANNOTATION,
  RECORD_ANNOTATION,
} from '../../api/constants.ts';
import {pointer} from '../../domain/pointer.ts';
import {isPlainText, quoted, textOf} from '../cel/json-text.ts';
import {celValue} from '../cel/value.ts';
import {celPattern} from '../cel/text.ts';
import {operation} from '../cel/operation.ts';
import {variable, type Variable} from '../cel/variable.ts';

/** The record as it is to be: what was moved again is written anew, in the places of the old entries. */
export function records(): readonly Variable[] {
  return [probes(), stops(), fresh(), again(), record(), markOperations()];
}

/** A string of JSON, and a number or list of strings, in the text of an entry. */
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const NUMBER_OR_LIST = String.raw`(?:[0-9]+|\[(?:${STRING},?)*\])`;

/** The text of a key of an entry with the comma before it; empty where the entry has none. */
function keyOf(entry: string, key: string, value: string): string {
  return `${entry}.find(${celPattern(`,"${key}":${value}`)})`;
}

/** The text of a value in the record; where CEL cannot write it, what was there before. */
function written(key: string, value: string, entry: string): string {
  return `[${textOf(value)}].map(t, ${isPlainText('t')} ? ',"${key}":' + ${quoted('t')} : ${keyOf(entry, key, STRING)})[0]`;
}

const ENTRY = 'variables.items[r].entry';
const NOW = 'variables.items[r].now';

function probes(): Variable {
  return variable(
    'probes',
    'what each entry says of the gate',
    `
      variables.rows.map(r,
        ${ENTRY}.contains(',"x":1') && has(variables.copies[r].startupProbe)
        ? ',"x":1' + (has(${NOW}.startupProbe) ? ${written('p', `${NOW}.startupProbe`, ENTRY)}
          : variables.part[r] ? ${keyOf(ENTRY, 'p', STRING)} : '')
        : variables.source[r].size() > 0 || variables.restored[r] ? ${keyOf(ENTRY, 't', '[0-9]+')} : '')
    `,
  );
}

function stops(): Variable {
  const sleep = `${NOW}.lifecycle.preStop`;
  return variable(
    'stops',
    'what each entry says of the preStop hook',
    `
      variables.rows.map(r,
        variables.dropsStop[r] ? ',"h":1' + (!variables.sleeps[r] ? ${written('r', sleep, ENTRY)}
          : ',"s":' + (has(${sleep}.sleep) ? string(${sleep}.sleep.seconds)
            : '[' + ${sleep}.exec.command.map(a, ${jsonString('a')}).join(',') + ']'))
        : variables.part[r] && ${ENTRY}.contains(',"h":1') && !(has(${NOW}.lifecycle) && has(${sleep}))
          ? ',"h":1' + ${keyOf(ENTRY, 's', NUMBER_OR_LIST)} + ${keyOf(ENTRY, 'r', STRING)}
        : '')
    `,
  );
}

/** A word of a sleep command as JSON: what may stand in one needs no other escapes. */
function jsonString(word: string): string {
  const spaces = ['t', 'n', 'f', 'r'].map(letter => `.replace('\\${letter}', r'\\${letter}')`);
  return `'"' + ${word}${spaces.join('')} + '"'`;
}

function fresh(): Variable {
  const start = `${NOW}.lifecycle`;
  return variable(
    'fresh',
    'the new entry of each; i: its index in containers at its own move, when those before it have left',
    `
      variables.rows.map(r, '{"n":"' + ${NOW}.name + '"'
        + (variables.part[r] ? ${keyOf(ENTRY, 'i', '[0-9]+')} : ',"i":' + string(variables.items[r].at - r))
        + ${keyOf(ENTRY, 'b', '1')} + variables.probes[r] + variables.stops[r]
        + (variables.dropsStart[r] || (variables.part[r] && !(has(${start}) && has(${start}.postStart)))
          ? ${keyOf(ENTRY, 'w', STRING)} : '')
        + ${keyOf(ENTRY, 'o', NUMBER_OR_LIST)} + '}')
    `,
  );
}

function again(): Variable {
  return variable(
    'again',
    'names of what is moved again, in the order of the entries',
    'variables.entries.map(x, x.name).filter(n, variables.items.exists(q, q.now.name == n))',
  );
}

function record(): Variable {
  return variable(
    'record',
    'the new entries',
    `
      variables.entries
        .filter(x, x.name in variables.again || !(variables.containers.exists(c, c.name == x.name)
          || x.name in variables.gone || x.name in variables.released))
        .map(x, x.name in variables.again ? variables.fresh[variables.again.indexOf(x.name)] : x.text)
    `,
  );
}

function markOperations(): Variable {
  const annotations = 'object.metadata.?annotations.orValue({})';
  const at = pointer('metadata', 'annotations');
  const marks = [RECORD_ANNOTATION, POLICY_ANNOTATION, CONVERTED_AT_ANNOTATION];
  const key = `'${at}/' + k.replace('/', '~1')`;
  return variable(
    'markOperations',
    'operations on the annotations: without a record no mark is left, unless injectors have been told',
    `
      variables.record.size() == 0
      ? ${celValue(marks)}.filter(k, k in ${annotations}
          && (k == '${RECORD_ANNOTATION}' || !('${DELEGATED_ANNOTATION}' in ${annotations})))
        .map(k, ${operation('remove', {path: key})})
      : (has(object.metadata.annotations) ? [] : [${operation('add', {path: `'${at}'`, value: '{}'})}])
        + [${operation('add', {path: `'${at}${pointer(RECORD_ANNOTATION)}'`, value: `'[' + variables.record.join(',') + ']'`})}]
    `,
  );
}
