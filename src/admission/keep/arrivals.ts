import {RECORD_ANNOTATION} from '../../api/constants.ts';
import {ENTRY_START} from '../../domain/keep/arrivals.ts';
import {celPattern} from '../cel/text.ts';
import {variable, type Variable} from '../cel/variable.ts';
import {isNative, isSkipped} from './places.ts';

/** Recorded sidecars that come back in `containers`. */
export function arrivals(): readonly Variable[] {
  return [entries(), movable(), leaves(), items(), rows(), copies()];
}

function entries(): Variable {
  return variable(
    'entries',
    'the stored record, of what is native: what a client makes of the annotation does not count',
    `
      oldObject.metadata.annotations['${RECORD_ANNOTATION}'].findAll(${celPattern(String.raw`\{[^{}]*\}`)})
        .filter(e, e.matches(${celPattern(ENTRY_START)}))
        .map(e, {'name': e.split('"')[3], 'text': e})
        .filter(x, variables.before.exists(k, k.name == x.name))
    `,
  );
}

function movable(): Variable {
  return variable(
    'movable',
    'indexes of the recorded sidecars that come back in containers, and can be native',
    `
      lists.range(variables.containers.size()).filter(i,
        variables.entries.exists(x, x.name == variables.containers[i].name)
        && !has(variables.containers[i].restartPolicy)
        && variables.containers[i].?restartPolicyRules.orValue([]).size() == 0)
    `,
  );
}

function leaves(): Variable {
  return variable(
    'leaves',
    'a label says so, or no main container would be left: what comes back stays classic',
    `${isSkipped()}\n|| variables.movable.size() == variables.containers.size()`,
  );
}

function items(): Variable {
  const isCopy = `k.name == variables.containers[i].name && ${isNative('k')}`;
  return variable(
    'items',
    'what is moved again; at, slot: its index in containers, and that of its native copy (-1: not sent)',
    `
      (variables.leaves ? [] : variables.movable).map(i, {
        'at': dyn(i),
        'now': dyn(variables.containers[i]),
        'entry': dyn(variables.entries.filter(x, x.name == variables.containers[i].name)[0].text),
        'slot': dyn(variables.inits.map(k, ${isCopy}).indexOf(true))})
    `,
  );
}

function rows(): Variable {
  return variable('rows', 'indexes into items, and into the lists below', 'lists.range(variables.items.size())');
}

function copies(): Variable {
  return variable(
    'copies',
    'the native copy of each: as it was sent, or as it is stored',
    `
      variables.items.map(q, q.slot >= 0 ? variables.inits[q.slot]
        : variables.before.filter(k, k.name == q.now.name)[0])
    `,
  );
}
