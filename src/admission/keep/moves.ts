import {operation} from '../cel/operation.ts';
import {variable, type Variable} from '../cel/variable.ts';

/** The moves: what must go leaves from the last to the first, then the places are filled from the first to the last. */
export function moves(): readonly Variable[] {
  return [listOperations(), restartOperations(), outOperations(), moveOperations()];
}

const INITS = `variables.base + '/initContainers`;

function listOperations(): Variable {
  return variable(
    'listOperations',
    'the list of init containers, where there is none yet',
    `
      variables.items.size() == 0 || has(variables.template.spec.initContainers) ? []
      : [${operation('add', {path: `${INITS}'`, value: '[]'})}]
    `,
  );
}

function restartOperations(): Variable {
  const path = `variables.base + '/containers/' + string(q.at) + '/restartPolicy'`;
  return variable(
    'restartOperations',
    'by this a container is a native sidecar',
    `variables.items.map(q, ${operation('add', {path, value: `'Always'`})})`,
  );
}

function outOperations(): Variable {
  return variable(
    'outOperations',
    'native copies that go',
    `variables.out.reverse().map(k, ${operation('remove', {path: `${INITS}/' + string(k)`})})`,
  );
}

function moveOperations(): Variable {
  const earlier = `variables.order.slice(0, p).filter(o, o < 0 && -1 - o < -1 - variables.order[p]).size()`;
  const at = `variables.items[-1 - variables.order[p]].at - ${earlier}`;
  const move = operation('move', {
    from: `variables.base + '/containers/' + string(${at})`,
    path: `${INITS}/' + string(p)`,
  });
  return variable(
    'moveOperations',
    'what has left containers before shifts the index there',
    `
      lists.range(variables.order.size()).filter(p, variables.order[p] < 0).map(p,
        ${move})
    `,
  );
}
