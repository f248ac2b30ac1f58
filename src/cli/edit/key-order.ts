import type {JsonObject} from '../../domain/json.ts';

/** New keys that people look for in a certain place: directly behind, or directly in front of another key. */
const PLACES: Readonly<Record<string, {readonly behind?: string; readonly before?: string}>> = {
  restartPolicy: {behind: 'name'},
  initContainers: {before: 'containers'},
};

/** The same, with native sidecars below the containers: for a text whose aliases would stand above their anchors. */
const PLACES_BELOW: typeof PLACES = {...PLACES, initContainers: {behind: 'containers'}};

/**
 * The keys that an object will have, in order: those that stay as they are, each new one behind the key that it follows
 * in the wanted object; a key that was put into a place of its own is none that others follow.
 */
export function keyOrder(kept: readonly string[], wanted: JsonObject, below: boolean): readonly string[] {
  const order = [...kept];
  const keys = Object.keys(wanted);
  const added = keys.filter(key => !kept.includes(key));
  const followed = keys.filter(key => kept.includes(key) || !Object.hasOwn(PLACES, key));
  for (const key of added) order.splice(placeOf(key, order, {keys, followed, below}), 0, key);
  return order;
}

interface Keys {
  readonly keys: readonly string[];
  /** Those of them that others are put behind. */
  readonly followed: readonly string[];
  readonly below: boolean;
}

function placeOf(key: string, order: readonly string[], {keys, followed, below}: Keys): number {
  const places = below ? PLACES_BELOW : PLACES;
  const {behind, before} = Object.hasOwn(places, key) ? (places[key] ?? {}) : {};
  if (behind !== undefined && order.includes(behind)) return order.indexOf(behind) + 1;
  if (before !== undefined && order.includes(before)) return order.indexOf(before);
  const previous = keys.slice(0, keys.indexOf(key)).findLast(each => followed.includes(each) && order.includes(each));
  return previous === undefined ? 0 : order.indexOf(previous) + 1;
}
