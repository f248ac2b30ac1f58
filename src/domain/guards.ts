import {listIn, type ContainerList} from './containers.ts';
import type {Operation} from './decision.ts';
import {isObject, type JsonObject} from './json.ts';
import {pointer} from './pointer.ts';

/** Where a container stands in the pod spec. */
export interface Place {
  readonly list: ContainerList;
  readonly index: number;
}

/**
 * Tests that the places mean what they meant when the operations were planned: the name of every container, and the
 * whole value of those that are moved, changed or removed. Not the resourceVersion: rollouts bump it all the time.
 */
export function guards(spec: JsonObject, places: readonly Place[]): readonly Operation[] {
  return [
    ...names(spec, 'containers'),
    ...names(spec, 'initContainers'),
    ...places.map(place => valueTest(spec, place)),
  ];
}

function names(spec: JsonObject, list: ContainerList): readonly Operation[] {
  return listIn(spec, list).flatMap((container, index): Operation[] => {
    const name = isObject(container) ? container['name'] : undefined;
    return name === undefined ? [] : [{op: 'test', path: pointer(list, index, 'name'), value: name}];
  });
}

function valueTest(spec: JsonObject, {list, index}: Place): Operation {
  return {op: 'test', path: pointer(list, index), value: listIn(spec, list)[index]};
}
