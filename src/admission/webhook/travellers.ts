import {listIn, type ContainerList} from '../../domain/containers.ts';
import {isObject, stringAt, type JsonObject} from '../../domain/json.ts';

/** In the order in which names are looked for. */
export const LISTS: readonly ContainerList[] = ['containers', 'initContainers'];

/** A container as it was sent, known by being this very object: it may change its list and its place. */
export interface Traveller {
  readonly before: JsonObject;
}

export type Travellers = Readonly<Record<ContainerList, readonly Traveller[]>>;

/** Both lists of a pod spec as they were sent, and the same containers in the lists where they are to be. */
export interface Journey {
  readonly sent: Travellers;
  readonly wanted: Travellers;
}

/** Undefined: names do not tell the containers apart, or there is one that was not sent. */
export function journeyOf(before: JsonObject, after: JsonObject): Journey | undefined {
  const sent = {containers: travellersIn(before, 'containers'), initContainers: travellersIn(before, 'initContainers')};
  const known = {containers: byName(sent.containers), initContainers: byName(sent.initContainers)};
  if (LISTS.some(list => known[list].size !== listIn(before, list).length)) return undefined;
  const taken = new Set<Traveller>();
  const find = (list: ContainerList, name: string): Traveller | undefined => {
    // Of two with one name, that in `containers` is newer: it comes, and the other one goes.
    const found = [known.containers.get(name), known[list].get(name)].find(one => one !== undefined && !taken.has(one));
    if (found !== undefined) taken.add(found);
    return found;
  };
  // What stays in `containers` is taken before the other list asks for it.
  const [containers, initContainers] = LISTS.map(list => listIn(after, list).map(one => find(list, nameOf(one))));
  const wanted = {containers: containers?.filter(isFound) ?? [], initContainers: initContainers?.filter(isFound) ?? []};
  return LISTS.some(list => wanted[list].length !== listIn(after, list).length) ? undefined : {sent, wanted};
}

function isFound(one: Traveller | undefined): one is Traveller {
  return one !== undefined;
}

function travellersIn(spec: JsonObject, list: ContainerList): readonly Traveller[] {
  return listIn(spec, list)
    .filter(isObject)
    .map(before => ({before}));
}

function byName(travellers: readonly Traveller[]): ReadonlyMap<string, Traveller> {
  return new Map(travellers.map(one => [nameOf(one.before), one]));
}

function nameOf(container: unknown): string {
  return stringAt(container, 'name') ?? '';
}
