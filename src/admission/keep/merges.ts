import {KEYED_LISTS, MERGED_AMOUNTS, MERGED_MAPS, PULLED_ALWAYS, SET_BY_MOVE} from '../../domain/keep/merge.ts';
import {celValue} from '../cel/value.ts';
import {celPattern} from '../cel/text.ts';
import {operation} from '../cel/operation.ts';
import {variable, type Variable} from '../cel/variable.ts';
import {containerKey} from './departed.ts';

/** What the sender leaves out is taken from the native copy: all of it of a partial patch, or what others own. */
export function merges(): readonly Variable[] {
  return [part(), missing(), taken(), mergeOperations()];
}

function part(): Variable {
  const expression = 'variables.items.map(q, q.slot >= 0 && !variables.whole)';
  return variable('part', 'whether the sender says only what it wants to change', expression);
}

function missing(): Variable {
  return variable(
    'missing',
    'fields of the copy that were not sent (the API server stores empty resources where there are none)',
    `
      variables.rows.map(r, variables.items[r].slot < 0 ? [] : variables.copies[r].map(f, f).filter(f,
        !(f in variables.items[r].now) || (f == 'resources' && variables.items[r].now.resources.size() == 0)))
    `,
  );
}

function taken(): Variable {
  const isOthers = `variables.ownedByOthers.exists(m,
            m[?'f:containers']${containerKey('variables.items[r].now.name')}[?('f:' + f)].hasValue())`;
  return variable(
    'taken',
    'fields of the copy that are kept as they are; of a partial patch also those that the API server has filled in',
    `
      variables.rows.map(r, variables.copies[r].map(f, f).filter(f, !(f in ${celValue(SET_BY_MOVE)}) && (
        f in variables.missing[r]
          ? variables.part[r] || ${isOthers}
          : variables.part[r] && f in variables.items[r].now && [variables.items[r].now].exists(c,
            (f == 'imagePullPolicy' && (c.?image.orValue('') == ''
              || c[f] == (c.image.matches(${celPattern(PULLED_ALWAYS)}) ? 'Always' : 'IfNotPresent')))
            || (f == 'terminationMessagePath' && c[f] == '/dev/termination-log')
            || (f == 'terminationMessagePolicy' && c[f] == 'File')))))
    `,
  );
}

function mergeOperations(): Variable {
  const copy = (at: string): string => operation('copy', {from: `p.from + ${at}`, path: `p.to + ${at}`});
  return variable(
    'mergeOperations',
    'operations that take over what was not sent: whole fields, parts of maps, amounts, items of lists with a key',
    `
      variables.rows.map(r, {
        'part': dyn(variables.part[r]), 'taken': dyn(variables.taken[r]),
        'now': dyn(variables.items[r].now), 'copy': dyn(variables.copies[r]),
        'to': dyn(variables.base + '/containers/' + string(variables.items[r].at)),
        'from': dyn(variables.base + '/initContainers/' + string(variables.items[r].slot))}).map(p,
          p.taken.map(f, [${copy(`'/' + f`)}])
          + ${celValue(MERGED_MAPS)}.filter(f, p.part && f in p.copy && f in p.now && p.now[f].size() > 0)
            .map(f, p.copy[f].map(g, g).filter(g, !(g in p.now[f])).map(g, '/' + f + '/' + g)
              .map(at, ${copy('at')}))
          + ${celValue(MERGED_AMOUNTS)}
            .filter(f, p.part && f in p.copy.?resources.orValue({}) && f in p.now.?resources.orValue({}))
            .map(f, p.copy.resources[f].map(g, g).filter(g, !(g in p.now.resources[f]))
              .map(g, '/resources/' + f + '/' + g.replace('~', '~0').replace('/', '~1'))
              .map(at, ${copy('at')}))
          + ${keyedLists()}.filter(l, p.part && l.list in p.now && l.list in p.copy).map(l,
            [${copy(`'/' + l.list`)}] + p.now[l.list].map(v, [${indexOfSame()}].map(at, at >= 0
              ? ${operation('replace', {path: `p.to + '/' + l.list + '/' + string(at)`, value: 'v'})}
              : ${operation('add', {path: `p.to + '/' + l.list + '/-'`, value: 'v'})})[0]))
        ).flatten().flatten()
    `,
  );
}

/** Of the item of the copy that has the key of `v`. */
function indexOfSame(): string {
  return 'p.copy[l.list].map(w, l.keys.all(k, w[?k] == v[?k])).indexOf(true)';
}

function keyedLists(): string {
  const lists = Object.entries(KEYED_LISTS).map(
    ([name, keys]) => `{'list': dyn('${name}'), 'keys': dyn(${celValue(keys)})}`,
  );
  return `[${lists.join(', ')}]`;
}
