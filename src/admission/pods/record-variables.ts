import {RECORD_ANNOTATION} from '../../api/constants.ts';
import {celPattern, celString} from '../cel/text.ts';
import {variable, type Variable} from '../cel/variable.ts';
import {jsonField} from './json-text.ts';
import {isNative} from './pod-variables.ts';

/** The record of what moves now, and the whole annotation: a second run keeps what the first one has moved. */
export function recordVariables(): readonly Variable[] {
  return [
    variable('entries', 'The record of what moves.', ENTRIES),
    variable('keptEntries', 'What an earlier run has recorded, as far as it still stands.', KEPT),
    {name: 'record', expression: "'[' + (variables.keptEntries + variables.entries).join(',') + ']'"},
  ];
}

/** Fields in the order of `printRecord` in the domain. */
const FIELDS = [
  `'{"n":"' + variables.containers[i].name + '","i":' + string(i - rank)`,
  `(variables.before[i] ? ',"b":1' : '')`,
  `(variables.gate[i] in ['readinessProbe', 'livenessProbe', 'Profile'] ? ',"t":' + string(variables.seconds[variables.rule[i]]) : '')`,
  `(variables.gate[i] in ['Probe', 'Annotations'] ? ',"x":1' : '')`,
  `(variables.gate[i] == 'Probe' && has(variables.containers[i].startupProbe) ? ${jsonField('p', 'variables.containers[i].startupProbe')} : '')`,
  `(variables.dropsPreStop[i] ? ',"h":1' + (variables.sleep[i] != '' ? ',"s":' + variables.sleep[i] : ${jsonField('r', 'variables.containers[i].lifecycle.preStop')}) : '')`,
  `(variables.dropsPostStart[i] ? ${jsonField('w', 'variables.containers[i].lifecycle.postStart')} : '')`,
  `'}'`,
];

const ENTRIES = `variables.moved.transformList(rank, i,\n  ${FIELDS.join(' +\n  ')})`;

const KEPT = `variables.annotations[?${celString(RECORD_ANNOTATION)}].orValue('').findAll(${celPattern(String.raw`\{[^{}]*\}`)}).filter(e,
  variables.inits.exists(c, ${isNative('c')} && e.startsWith('{"n":"' + c.name + '",') &&
    !variables.moved.exists(i, variables.containers[i].name == c.name)))`;
