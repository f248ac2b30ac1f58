import {RECORD_ANNOTATION} from '../../api/constants.ts';
import {listIn, nativeNames, nativesIn, placedIn} from '../containers.ts';
import {objectsAt, type JsonObject} from '../json.ts';
import {appliersOf, ownedOf} from '../ownership.ts';
import {parseRecord, type RecordEntry} from '../record.ts';
import type {Placed} from '../selection.ts';
import {skipLabel} from '../target.ts';
import {annotationsOf} from '../workload.ts';
import {isMissing} from './merge.ts';
import {isWhole} from './sender.ts';
import type {Arrival} from './settle.ts';
import type {Update} from './update.ts';

/** An arrival with its places in the update. */
export interface PlacedArrival extends Arrival {
  /** In `containers`. */
  readonly index: number;
  /** Of its native copy in `initContainers`; undefined: the update brings none. */
  readonly slot: number | undefined;
}

/** How an entry begins that was written by Outrigger; the keep policy reads no others. */
export const ENTRY_START = String.raw`^\{"n":"[^"]+","i":[0-9]+[,}]`;

/** The old record's entries, of what was native. A client that edits the annotation changes nothing. */
export function entriesOf({old}: Update): readonly RecordEntry[] {
  const natives = nativeNames(old.template.spec);
  const texts = annotationsOf(old)[RECORD_ANNOTATION]?.match(/\{[^{}]*\}/g) ?? [];
  const written = texts.filter(text => new RegExp(ENTRY_START).test(text));
  return parseRecord(written.join(',')).filter(entry => natives.has(entry.n));
}

/**
 * The recorded sidecars that come back and are moved again, in the order of `containers`. None where a label says that
 * the workload is to be left alone, or no main container would be left.
 */
export function arrivalsIn(update: Update, entries: readonly RecordEntry[]): readonly PlacedArrival[] {
  const {now, namespaceLabels} = update;
  const {spec} = now.template;
  const known = new Map(entries.map(entry => [entry.n, entry]));
  const movable = placedIn(spec, 'containers').filter(({name, container}) => known.has(name) && isMovable(container));
  const leaves =
    skipLabel(now, {namespaceLabels}) !== undefined || movable.length === listIn(spec, 'containers').length;
  return leaves ? [] : movable.flatMap(placed => arrivalOf(update, placed, known.get(placed.name)) ?? []);
}

/** On a native sidecar these fields would be lost, or do nothing (finding UnsupportedField). */
function isMovable(container: JsonObject): boolean {
  return container['restartPolicy'] === undefined && objectsAt(container, 'restartPolicyRules').length === 0;
}

function arrivalOf(
  update: Update,
  {container: sent, name, index}: Placed,
  entry: RecordEntry | undefined,
): PlacedArrival | undefined {
  const find = ({template}: Update['now']): Placed | undefined =>
    nativesIn(template.spec).find(native => native.name === name);
  const [here, before] = [find(update.now), find(update.old)];
  const copy = (here ?? before)?.container;
  if (entry === undefined || copy === undefined) return undefined;
  const isPart = here !== undefined && !isWhole(update);
  const missing = here === undefined ? [] : Object.keys(copy).filter(field => isMissing(sent, field));
  const othersFields = missing.filter(field => isOthers(update, name, field));
  return {sent, copy, entry, isPart, othersFields, index, slot: here?.index};
}

/** Whether another server-side applier than the sender owns the field. */
function isOthers({now, manager}: Update, name: string, field: string): boolean {
  return appliersOf(now).some(
    entry =>
      entry['manager'] !== manager &&
      Object.hasOwn(ownedOf(entry, now, {list: 'containers', name}) ?? {}, `f:${field}`),
  );
}
