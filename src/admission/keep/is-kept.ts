import {sameJson, valueAt, type JsonObject} from '../../domain/json.ts';
import {keepBinding, keepPolicy} from './keep-policy.ts';

/**
 * Whether these are the keep policy and its binding as this version of Outrigger ships them. Another policy of that name
 * may do anything, so it counts as none; so does one that is bound to a part of the cluster only.
 * @param policy, binding undefined: not there
 */
export function isKept(policy: JsonObject | undefined, binding: JsonObject | undefined): boolean {
  return isAsShipped(policy, keepPolicy()) && isAsShipped(binding, keepBinding());
}

function isAsShipped(object: JsonObject | undefined, shipped: JsonObject): boolean {
  if (object === undefined || valueAt(object, 'metadata', 'deletionTimestamp') !== undefined) return false;
  return sameJson(object['spec'], shipped['spec']);
}
