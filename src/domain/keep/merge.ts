import {isObject, objectAt, objectsAt, stringAt, type JsonObject} from '../json.ts';

/** A container as an update brings it, and its native copy, which may know more. */
export interface Pair {
  readonly sent: JsonObject;
  readonly copy: JsonObject;
  /** The sender says only what it wants to change. */
  readonly isPart: boolean;
  /** Fields that the sender does not bring and other appliers own. */
  readonly othersFields: readonly string[];
}

/** Never taken over from the copy: what it is called, and what the move sets anew. */
export const SET_BY_MOVE = ['name', 'restartPolicy', 'startupProbe'] as const;
/** Fields in which what the sender does not say is kept one level down. */
export const MERGED_MAPS = ['resources', 'securityContext', 'lifecycle'] as const;
/** … and two levels down. */
export const MERGED_AMOUNTS = ['limits', 'requests'] as const;
/** Lists whose items have a key (a strategic merge patch and server-side apply merge them so), and that key's fields. */
export const KEYED_LISTS: Readonly<Record<string, readonly string[]>> = {
  env: ['name'],
  ports: ['containerPort', 'protocol'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
};

/** Image references for which the API server's default imagePullPolicy is Always: tag `latest`, or neither tag nor digest. */
export const PULLED_ALWAYS = '(:latest|^[^:@]*|/[^:@]*)$';

/** What the sender says, and what it leaves out from the native copy. */
export function merge(pair: Pair): JsonObject {
  const {sent, copy, isPart} = pair;
  const missing = Object.fromEntries(Object.entries(copy).filter(([field]) => isKept(field, pair)));
  if (!isPart) return {...sent, ...missing};
  const maps = mergedFields(MERGED_MAPS, pair, (now, was) => withAmounts({...was, ...now}, now, was));
  const lists = Object.entries(KEYED_LISTS).filter(([list]) => list in sent && list in copy);
  return {
    ...sent,
    ...missing,
    ...maps,
    ...Object.fromEntries(lists.map(([list, keys]) => [list, mergeList(sent, copy, {list, keys})])),
  };
}

/** Whether a field of the copy is taken over as it is. */
function isKept(field: string, {sent, isPart, othersFields}: Pair): boolean {
  if (SET_BY_MOVE.some(set => set === field)) return false;
  if (isMissing(sent, field)) return isPart || othersFields.includes(field);
  return isPart && isServersDefault(sent, field);
}

/** The API server stores an empty `resources` where there is none. */
export function isMissing(container: JsonObject, field: string): boolean {
  return !Object.hasOwn(container, field) || (field === 'resources' && isEmpty(container[field]));
}

/** Whether the sender has not said it, but the API server, as far as can be told. */
function isServersDefault(sent: JsonObject, field: string): boolean {
  const value = sent[field];
  if (field === 'imagePullPolicy') {
    const image = stringAt(sent, 'image') ?? '';
    const usual = new RegExp(PULLED_ALWAYS).test(image) ? 'Always' : 'IfNotPresent';
    return image === '' || value === usual;
  }
  return (
    (field === 'terminationMessagePath' && value === '/dev/termination-log') ||
    (field === 'terminationMessagePolicy' && value === 'File')
  );
}

function mergedFields(
  fields: readonly string[],
  {sent, copy}: Pick<Pair, 'sent' | 'copy'>,
  both: (now: JsonObject, was: JsonObject) => JsonObject,
): JsonObject {
  const merged = fields.flatMap((field): [string, JsonObject][] => {
    const [now, was] = [sent[field], copy[field]];
    return isObject(now) && !isEmpty(now) && isObject(was) ? [[field, both(now, was)]] : [];
  });
  return Object.fromEntries(merged);
}

function withAmounts(merged: JsonObject, now: JsonObject, was: JsonObject): JsonObject {
  return {...merged, ...mergedFields(MERGED_AMOUNTS, {sent: now, copy: was}, (a, b) => ({...b, ...a}))};
}

interface KeyedList {
  readonly list: string;
  readonly keys: readonly string[];
}

/** The copy's items in their order, those that the sender brings in its words, and its new ones behind them. */
function mergeList(sent: JsonObject, copy: JsonObject, {list, keys}: KeyedList): readonly JsonObject[] {
  const isSame = (a: JsonObject, b: JsonObject): boolean => keys.every(key => a[key] === b[key]);
  return objectsAt(sent, list).reduce(
    (items, item) => {
      const at = objectsAt(copy, list).findIndex(one => isSame(one, item));
      return at < 0 ? [...items, item] : items.with(at, item);
    },
    objectsAt(copy, list),
  );
}

function isEmpty(value: unknown): boolean {
  return Object.keys(objectAt({value}, 'value')).length === 0;
}
