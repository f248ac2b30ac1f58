import {objectAt, sameJson, valueAt, type JsonObject} from '../json.ts';
import {appliedText, managersOf} from './applied.ts';
import type {Update} from './update.ts';

/**
 * Whether the sender brings the whole manifest, so that what it does not say is not to be there. The kind of patch is
 * invisible to admission; but only who sends a whole manifest changes last-applied, or owns the selector or schedule.
 */
export function isWhole(update: Update): boolean {
  const {old, now, manager} = update;
  if (manager === CLIENT_SIDE_APPLY || appliedText(now) !== appliedText(old)) return true;
  return sendersEntries(update).some(entry => {
    const spec = objectAt(entry, 'fieldsV1', 'f:spec');
    return IN_EVERY_MANIFEST.some(field => Object.hasOwn(spec, field));
  });
}

/** What kubectl calls itself when it applies from the client side. */
export const CLIENT_SIDE_APPLY = 'kubectl-client-side-apply';

/** Fields that the API server demands: of apps/v1, and of CronJobs. */
export const IN_EVERY_MANIFEST = ['f:selector', 'f:schedule'] as const;

/** Whether this may be a server-side apply by the sender: its entry is new, or nothing at all is. */
export function isApplying({old, now, manager}: Update): boolean {
  const [before, after] = [managersOf(old), managersOf(now)];
  return after.some(
    entry =>
      entry['manager'] === manager &&
      entry['operation'] === 'Apply' &&
      manager !== '' &&
      (sameJson(before, after) || isNew(entry, before)),
  );
}

/** The sender's entries of managedFields; without a name in the request those that have just got a new time. */
function sendersEntries({old, now, manager}: Update): readonly JsonObject[] {
  const before = managersOf(old);
  return managersOf(now).filter(entry => (manager === '' ? isNew(entry, before) : entry['manager'] === manager));
}

function isNew(entry: JsonObject, before: readonly JsonObject[]): boolean {
  const fields = ['manager', 'operation', 'time'];
  return !before.some(other => fields.every(field => valueAt(other, field) === valueAt(entry, field)));
}
