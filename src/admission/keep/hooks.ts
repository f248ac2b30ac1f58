import {DURATION, LONGEST_SCRIPT, SHELL_PROGRAM, SLEEP_PROGRAM, SLEEP_SCRIPT} from '../../domain/prestop.ts';
import {isPlainText, quoted, textOf} from '../cel/json-text.ts';
import {celPattern} from '../cel/text.ts';
import {operation} from '../cel/operation.ts';
import {variable, type Variable} from '../cel/variable.ts';

/** Hooks that the conversion dropped go again. */
export function hooks(): readonly Variable[] {
  return [sleeps(), dropsStop(), dropsStart(), dropped(), hookOperations()];
}

/** Whether the hook was sent. */
function hasHook(name: string): string {
  return `has(variables.items[r].now.lifecycle) && has(variables.items[r].now.lifecycle.${name})`;
}

function sleeps(): Variable {
  const command = 'h.exec.command';
  return variable(
    'sleeps',
    'whether the preStop hook that was sent is a pure sleep',
    `
      variables.rows.map(r, ${hasHook('preStop')} && [variables.items[r].now.lifecycle.preStop].exists(h,
        has(h.sleep) || (has(h.exec) && has(${command}) && (
          (${command}.size() == 2 && ${command}[0].matches(${celPattern(SLEEP_PROGRAM.source)})
            && ${command}[1].matches(${celPattern(DURATION.source)}))
          || (${command}.size() == 3 && ${command}[0].matches(${celPattern(SHELL_PROGRAM.source)}) && ${command}[1] == '-c'
            && ${command}[2].size() <= ${LONGEST_SCRIPT} && ${command}[2].matches(${celPattern(SLEEP_SCRIPT.source)}))))))
    `,
  );
}

function dropsStop(): Variable {
  return variable(
    'dropsStop',
    'whether the preStop hook goes: a pure sleep as before, or any where the record shows that ("r")',
    `
      variables.rows.map(r, variables.items[r].entry.contains(',"h":1') && ${hasHook('preStop')}
        && (variables.sleeps[r] || variables.items[r].entry.contains(',"r":"')))
    `,
  );
}

function dropsStart(): Variable {
  const text = textOf('variables.items[r].now.lifecycle.postStart');
  return variable(
    'dropsStart',
    'whether the postStart hook goes: it is the wait that the record remembers',
    `
      variables.rows.map(r, variables.items[r].entry.contains(',"w":"') && ${hasHook('postStart')}
        && [${text}].exists(t, ${isPlainText('t')} && variables.items[r].entry.contains(',"w":' + ${quoted('t')})))
    `,
  );
}

function dropped(): Variable {
  return variable(
    'dropped',
    'names of the hooks that go',
    `
      variables.rows.map(r,
        (variables.dropsStop[r] ? ['preStop'] : []) + (variables.dropsStart[r] ? ['postStart'] : []))
    `,
  );
}

function hookOperations(): Variable {
  return variable(
    'hookOperations',
    'operations that take the hooks away; a lifecycle that would be empty goes',
    `
      variables.rows.map(r, [variables.base + '/containers/' + string(variables.items[r].at) + '/lifecycle'].map(at,
        variables.dropped[r].size() == 0 ? []
        : variables.items[r].now.lifecycle.all(k, k in variables.dropped[r])
          && !(variables.part[r] && variables.copies[r].?lifecycle.orValue({}).exists(k, !(k in variables.dropped[r])))
        ? [at] : variables.dropped[r].map(k, at + '/' + k))[0]).flatten().map(at, ${operation('remove', {path: 'at'})})
    `,
  );
}
