import {listIn, type ContainerList} from '../../domain/containers.ts';
import type {Operation} from '../../domain/decision.ts';
import {isObject, type JsonObject} from '../../domain/json.ts';
import {fieldOperations} from './field-operations.ts';
import {journeyOf, LISTS, type Journey, type Traveller} from './travellers.ts';

/**
 * The operations that bring the containers of a pod spec at `path` to their new places and settings. Containers are moved
 * rather than written anew: all that is not changed stays as the API server has it, also numbers that are too large for
 * JavaScript.
 */
export function listOperations(path: string, before: JsonObject, after: JsonObject): readonly Operation[] {
  const journey = journeyOf(before, after);
  if (journey === undefined) return fieldOperations(path, lists(before), lists(after));
  return [
    ...listThere(path, before, after),
    ...journeyOperations(path, journey),
    ...LISTS.flatMap(list => changes(path, list, {journey, after})),
    ...(before['initContainers'] !== undefined && after['initContainers'] === undefined
      ? [{op: 'remove', path: `${path}/initContainers`} as const]
      : []),
  ];
}

function lists({containers, initContainers}: JsonObject): JsonObject {
  return {containers, initContainers};
}

function listThere(path: string, before: JsonObject, after: JsonObject): readonly Operation[] {
  const isNew = !Array.isArray(before['initContainers']) && listIn(after, 'initContainers').length > 0;
  return isNew ? [{op: 'add', path: `${path}/initContainers`, value: []}] : [];
}

type Now = Record<ContainerList, Traveller[]>;

function journeyOperations(path: string, {sent, wanted}: Journey): readonly Operation[] {
  const now: Now = {containers: [...sent.containers], initContainers: [...sent.initContainers]};
  const stay = new Set([...wanted.containers, ...wanted.initContainers]);
  const removals = LISTS.flatMap(list => remove(path, list, {now, stay}));
  const arrange = (list: ContainerList): readonly Operation[] =>
    wanted[list].flatMap((one, to) => move(path, {list, to}, {now, one}));
  // Whoever comes to one list leaves the other by that.
  return [...removals, ...arrange('initContainers'), ...arrange('containers')];
}

/** From the end, so that indexes hold. */
function remove(
  path: string,
  list: ContainerList,
  {now, stay}: {readonly now: Now; readonly stay: ReadonlySet<Traveller>},
): readonly Operation[] {
  const out = now[list].flatMap((one, index) => (stay.has(one) ? [] : [index])).reverse();
  now[list] = now[list].filter(one => stay.has(one));
  return out.map(index => ({op: 'remove', path: `${path}/${list}/${index}`}));
}

/** To one place of a list whose earlier places are right. */
function move(
  path: string,
  {list, to}: {readonly list: ContainerList; readonly to: number},
  {now, one}: {readonly now: Now; readonly one: Traveller},
): readonly Operation[] {
  if (now[list][to] === one) return [];
  const from = LISTS.find(each => now[each].includes(one)) ?? list;
  const index = now[from].indexOf(one);
  now[from].splice(index, 1);
  now[list].splice(to, 0, one);
  return [{op: 'move', from: `${path}/${from}/${index}`, path: `${path}/${list}/${to}`}];
}

/** The settings of those that are at their places. */
function changes(
  path: string,
  list: ContainerList,
  {journey, after}: {readonly journey: Journey; readonly after: JsonObject},
): readonly Operation[] {
  return listIn(after, list).flatMap((container, place) => {
    const before = journey.wanted[list][place]?.before;
    if (before === undefined || before === container || !isObject(container)) return [];
    return fieldOperations(`${path}/${list}/${place}`, before, container);
  });
}
