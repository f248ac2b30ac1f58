import {COPIED_OF_PROBE, DERIVED_FROM} from '../../domain/keep/settle.ts';
import {celValue} from '../cel/value.ts';
import {operation} from '../cel/operation.ts';
import {variable, type Variable} from '../cel/variable.ts';

/** The startup gate: an explicit probe replaces one that is sent, a derived one gives way to it. */
export function gates(): readonly Variable[] {
  return [derived(), source(), restored(), gateOperations()];
}

function copied(probe: string): string {
  return `${probe}.transformMap(k, v, k in ${celValue(COPIED_OF_PROBE)}, v)`;
}

function derived(): Variable {
  return variable(
    'derived',
    "whether the copy's gate is what was derived of its own probes, and is to be derived again",
    `
      variables.rows.map(r, variables.items[r].entry.contains(',"t":') && !variables.items[r].entry.contains(',"x":1')
        && !has(variables.items[r].now.startupProbe) && has(variables.copies[r].startupProbe)
        && [variables.copies[r]].exists(k, k.startupProbe.?periodSeconds.orValue(0) == 1
          && k.startupProbe.?failureThreshold.orValue(0) == int(variables.items[r].entry.find(r',"t":[0-9]+').substring(5))
          && ${celValue(DERIVED_FROM)}.exists(f, f in k && ${copied('k[f]')} == ${copied('k.startupProbe')})))
    `,
  );
}

function source(): Variable {
  return variable(
    'source',
    'the probe that it is derived of, a list of one or none',
    `
      variables.rows.map(r, !variables.derived[r] ? [] : ${celValue(DERIVED_FROM)}
        .filter(f, f in variables.items[r].now || f in variables.taken[r])
        .map(f, f in variables.items[r].now ? variables.items[r].now[f] : variables.copies[r][f]))
    `,
  );
}

function restored(): Variable {
  return variable(
    'restored',
    "whether the copy's gate is set again as it is: the explicit one, or one that cannot be derived here",
    `
      variables.rows.map(r, has(variables.copies[r].startupProbe) && !variables.derived[r]
        && (variables.items[r].entry.contains(',"x":1') || (!has(variables.items[r].now.startupProbe)
          && (variables.items[r].entry.contains(',"t":') || variables.part[r]))))
    `,
  );
}

function gateOperations(): Variable {
  const tries = 'variables.copies[r].startupProbe.failureThreshold';
  return variable(
    'gateOperations',
    'operations that set the gates',
    `
      variables.rows.map(r, [variables.base + '/containers/' + string(variables.items[r].at) + '/startupProbe'].map(at,
        variables.restored[r] ? [${operation('add', {path: 'at', value: 'variables.copies[r].startupProbe'})}]
        : variables.source[r].size() == 0 ? [] : [
          ${operation('add', {path: 'at', value: copied('variables.source[r][0]')})},
          ${operation('add', {path: `at + '/periodSeconds'`, value: '1'})},
          ${operation('add', {path: `at + '/failureThreshold'`, value: tries})}])[0]).flatten()
    `,
  );
}
