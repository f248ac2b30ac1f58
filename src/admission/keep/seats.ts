import {NETWORK_INIT} from '../../domain/seats.ts';
import {celValue} from '../cel/value.ts';
import {variable, type Variable} from '../cel/variable.ts';
import {isNative} from './places.ts';

/** The order of init containers, as `seats` in src/domain/seats.ts has it. */
export function seats(): readonly Variable[] {
  return [
    line('first', 'rows of the sidecars that start before the init containers', ''),
    line('last', 'rows of the sidecars that start after them', '!'),
    network(),
    slots(
      'firstSlots',
      'places of their copies that are on the right side, ascending',
      'first',
      'k <= variables.network ? k < j : k > j',
    ),
    slots('lastSlots', 'the same for the others', 'last', 'k < j'),
    out(),
    body(),
    front(),
    order(),
  ];
}

function line(name: string, says: string, not: string): Variable {
  return variable(name, says, `variables.rows.filter(r, ${not}variables.items[r].entry.contains(',"b":1'))`);
}

function network(): Variable {
  return variable(
    'network',
    'index of the last init container that sets up the network for a proxy: nothing goes before it; -1: none',
    `
      ([-1] + lists.range(variables.inits.size()).filter(k, !(${isNative('variables.inits[k]')})
        && variables.inits[k].name in ${celValue(NETWORK_INIT)})).max()
    `,
  );
}

/** `side`: of a regular init container `k` and a slot `j`. */
function slots(name: string, says: string, line: string, side: string): Variable {
  return variable(
    name,
    says,
    `
      variables.${line}.map(r, variables.items[r].slot).filter(j, j >= 0
        && lists.range(variables.inits.size()).all(k, ${isNative('variables.inits[k]')} || (${side}))).sort()
    `,
  );
}

function out(): Variable {
  return variable(
    'out',
    'indexes of the native copies that go: of what is moved again, gone, or classic from now on',
    `
      lists.range(variables.inits.size()).filter(k, ${isNative('variables.inits[k]')} && (
        variables.inits[k].name in variables.gone || variables.entries.exists(x, x.name == variables.inits[k].name
          && variables.containers.exists(c, c.name == x.name))))
    `,
  );
}

function body(): Variable {
  return variable(
    'body',
    'the new order as far as it has places: k = what is there now, -1 - r = the sidecar of row r',
    `
      lists.range(variables.inits.size()).map(k,
        k in variables.firstSlots ? [-1 - variables.first[variables.firstSlots.indexOf(k)]]
        : k in variables.lastSlots ? [-1 - variables.last[variables.lastSlots.indexOf(k)]]
        : k in variables.out ? [] : [k]).flatten()
    `,
  );
}

function front(): Variable {
  return variable(
    'front',
    'where others go in that start before the init containers',
    `
      (lists.range(variables.body.size()).filter(p, p > (variables.network < 0 ? -1 : variables.body.indexOf(variables.network))
        && variables.body[p] >= 0 && !(${isNative('variables.inits[variables.body[p]]')})) + [variables.body.size()])[0]
    `,
  );
}

function order(): Variable {
  const rest = (line: string, slots: string): string =>
    `variables.${line}.slice(variables.${slots}.size(), variables.${line}.size()).map(r, -1 - r)`;
  return variable(
    'order',
    'the new order with all of them',
    `
      variables.body.slice(0, variables.front) + ${rest('first', 'firstSlots')}
      + variables.body.slice(variables.front, variables.body.size()) + ${rest('last', 'lastSlots')}
    `,
  );
}
