import {listIn} from './containers.ts';
import type {Operation} from './decision.ts';
import {fieldOperations} from './fields.ts';
import type {GovernedGuest} from './guests.ts';
import {guards, type Place} from './guards.ts';
import type {JsonObject} from './json.ts';
import {pointer} from './pointer.ts';
import {seats, type Seat} from './seats.ts';

/**
 * Guarded operations that give every guest its settings and its seat. Containers are moved, never written anew, so that
 * fields which nobody here knows stay. Empty where nothing is to change.
 */
export function seatingOperations(spec: JsonObject, guests: readonly GovernedGuest[]): readonly Operation[] {
  const order = seats(listIn(spec, 'initContainers'), guests).map(keyOf);
  const end = guests.reduce(
    (state, guest, index) => settle(state, guest, {key: `g${index}`, order}),
    start(spec, guests),
  );
  if (end.operations.length === 0) return [];
  return [...guards(spec, end.touched), ...newList(spec), ...end.operations];
}

/** How far the work has come. */
interface Progress {
  /** The keys of `initContainers` as the operations so far leave it. */
  readonly queue: readonly string[];
  /** Those of them that stand in the final order relative to each other. */
  readonly settled: ReadonlySet<string>;
  /** How many have left `containers`. */
  readonly arrived: number;
  readonly operations: readonly Operation[];
  /** What must not have changed, in the list's original indexes. */
  readonly touched: readonly Place[];
}

interface Goal {
  readonly key: string;
  readonly order: readonly string[];
}

function keyOf(seat: Seat): string {
  return seat.type === 'Present' ? `p${seat.index}` : `g${seat.guest}`;
}

/** Outdated copies leave first, from the last to the first, so that no index shifts under another. */
function start(spec: JsonObject, guests: readonly GovernedGuest[]): Progress {
  const outdated = guests.flatMap(guest => (guest.type === 'Comes' && guest.slot !== undefined ? [guest.slot] : []));
  const indexes = [...listIn(spec, 'initContainers').keys()].filter(index => !outdated.includes(index));
  const queue = indexes.map(index => {
    const guest = guests.findIndex(one => one.type === 'Stays' && one.slot === index);
    return guest < 0 ? `p${index}` : `g${guest}`;
  });
  return {
    queue,
    settled: new Set(queue.filter(key => key.startsWith('p'))),
    arrived: 0,
    operations: outdated
      .toSorted((a, b) => b - a)
      .map(index => ({op: 'remove', path: pointer('initContainers', index)})),
    touched: outdated.map(index => ({list: 'initContainers', index})),
  };
}

function settle(state: Progress, guest: GovernedGuest, goal: Goal): Progress {
  const stays = guest.type === 'Stays';
  const list = stays ? 'initContainers' : 'containers';
  const index = stays ? state.queue.indexOf(goal.key) : guest.candidate.index - state.arrived;
  const from = pointer(list, index);
  const change = fieldOperations(guest.candidate.container, guest.fields, from);
  const queue = stays && isInOrder(state, goal) ? state.queue : seated(state, goal);
  const operations = queue === state.queue ? change : [...change, move(from, queue, goal.key)];
  const touched: readonly Place[] = operations.length === 0 ? [] : [{list, index: guest.candidate.index}];
  return {
    queue,
    settled: new Set([...state.settled, goal.key]),
    arrived: state.arrived + (stays ? 0 : 1),
    operations: [...state.operations, ...operations],
    touched: [...state.touched, ...touched],
  };
}

function isInOrder({queue, settled}: Progress, {key, order}: Goal): boolean {
  const at = queue.indexOf(key);
  const rank = order.indexOf(key);
  return queue.every((other, index) => !settled.has(other) || index < at === order.indexOf(other) < rank);
}

/** The queue with the key behind the last settled one that comes before it in the end. */
function seated({queue, settled}: Progress, {key, order}: Goal): readonly string[] {
  const others = queue.filter(other => other !== key);
  const rank = order.indexOf(key);
  const last = others.findLastIndex(other => settled.has(other) && order.indexOf(other) < rank);
  return others.toSpliced(last + 1, 0, key);
}

function move(from: string, queue: readonly string[], key: string): Operation {
  const index = queue.indexOf(key);
  return {op: 'move', from, path: pointer('initContainers', index === queue.length - 1 ? '-' : index)};
}

/** An `add` would also replace a list that somebody has written since: the `test` passes only where there is none. */
function newList(spec: JsonObject): readonly Operation[] {
  if (Array.isArray(spec['initContainers'])) return [];
  const path = pointer('initContainers');
  return [
    {op: 'test', path, value: null},
    {op: 'add', path, value: []},
  ];
}
