import {nativeNames, placedIn} from '../containers.ts';
import {appliersOf, isAppliedAsNative, ownedOf} from '../ownership.ts';
import type {RecordEntry} from '../record.ts';
import {appliedNames, appliedText, isReadable} from './applied.ts';
import {isApplying} from './sender.ts';
import type {Update} from './update.ts';

/** What has become of recorded sidecars that the update does not bring. */
export interface Departed {
  /** No longer in the manifest: the container goes. */
  readonly gone: ReadonlySet<string>;
  /** No longer Outrigger's, since the manifest says that they are native, or no longer there: the container stays as it is. */
  readonly released: ReadonlySet<string>;
}

/** @param entries of the record, of sidecars that were native before the update */
export function departedIn(update: Update, entries: readonly RecordEntry[]): Departed {
  const {spec} = update.now.template;
  const sent = new Set(placedIn(spec, 'containers').map(placed => placed.name));
  const natives = nativeNames(spec);
  const absent = entries.filter(({n}) => !sent.has(n));
  const released = absent.filter(({n}) => !natives.has(n) || isNativeInManifest(update, n));
  const gone = absent.filter(entry => !released.includes(entry) && hasLeftManifest(update, entry));
  return {gone: namesOf(gone), released: namesOf(released)};
}

function namesOf(entries: readonly RecordEntry[]): ReadonlySet<string> {
  return new Set(entries.map(entry => entry.n));
}

function isNativeInManifest({old, now}: Update, name: string): boolean {
  return isAppliedAsNative(now, name) || (isReadable(old, now) && appliedNames(now, 'initContainers').includes(name));
}

/**
 * Only Apply entries count: the conversion gave the container to Outrigger's own entry, which never leaves. It also took
 * the container out of the entries of those who had applied it, so the record remembers them (`o`) until they apply again.
 */
function hasLeftManifest(update: Update, entry: RecordEntry): boolean {
  const {old, now, manager} = update;
  const place = {list: 'containers', name: entry.n} as const;
  const owns = (workload: Update['now']): boolean =>
    appliersOf(workload).some(one => ownedOf(one, workload, place) !== undefined);
  if (!owns(now) && (owns(old) || (isApplying(update) && entry.o?.includes(manager) === true))) return true;
  if (!isReadable(old, now) || appliedText(old) === appliedText(now)) return false;
  const [before, after] = [old, now].map(workload => appliedNames(workload, 'containers'));
  return before?.includes(entry.n) === true && after?.includes(entry.n) !== true;
}
