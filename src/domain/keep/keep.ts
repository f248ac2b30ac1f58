import {
  CONVERTED_AT_ANNOTATION,
  DELEGATED_ANNOTATION,
  FIELD_MANAGER,
  POLICY_ANNOTATION,
  RECORD_ANNOTATION,
} from '../../api/constants.ts';
import {listIn, placedIn} from '../containers.ts';
import {isObject, type JsonObject} from '../json.ts';
import {printRecord, type RecordEntry} from '../record.ts';
import {seats, type Guest} from '../seats.ts';
import {annotationsOf} from '../workload.ts';
import {arrivalsIn, entriesOf, type PlacedArrival} from './arrivals.ts';
import {departedIn, type Departed} from './departed.ts';
import {settle, type Settled} from './settle.ts';
import type {Update} from './update.ts';

/** What is stored in place of what was sent. */
export interface Kept {
  /** The pod spec. */
  readonly spec: JsonObject;
  /** The workload's own annotations. */
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * What becomes of a write to a converted workload: recorded sidecars that come back in `containers` are moved again with
 * the record's settings; of what has left the manifest, is native in it or is to be left alone, the record goes. It holds
 * no rules. The keep policy (`src/admission/keep/`) says the same in CEL.
 */
export function keep(update: Update): Kept {
  const {old, now, manager} = update;
  const annotations = annotationsOf(now);
  const isOurs = manager === FIELD_MANAGER;
  if (isOurs || !Object.hasOwn(annotationsOf(old), RECORD_ANNOTATION)) return {spec: now.template.spec, annotations};
  const entries = entriesOf(update);
  const arrivals = arrivalsIn(update, entries);
  const settled = arrivals.map((arrival, rank) => settle(arrival, arrival.index - rank));
  const departed = departedIn(update, entries);
  const record = recordAfter(update, {entries, settled, departed});
  const moves = arrivals.map((arrival, rank) => ({arrival, container: settled[rank]?.container}));
  return {spec: specAfter(update, moves, {entries, departed}), annotations: marked(annotations, record)};
}

interface Result {
  readonly entries: readonly RecordEntry[];
  readonly settled: readonly Settled[];
  readonly departed: Departed;
}

/**
 * Those that were moved again share the places of their old entries, in the order of their moves. Beside an entry whose
 * sidecar was not sent and stays, a reversion may put them one place off: the order of `containers`, nothing else.
 */
function recordAfter({now}: Update, {entries, settled, departed}: Result): readonly RecordEntry[] {
  const sent = new Set(placedIn(now.template.spec, 'containers').map(({name}) => name));
  const moved = new Set(settled.map(({entry}) => entry.n));
  const again = entries.filter(({n}) => moved.has(n)).map(({n}) => n);
  const after = entries.map(entry => {
    if (moved.has(entry.n)) return settled[again.indexOf(entry.n)]?.entry;
    return sent.has(entry.n) || departed.gone.has(entry.n) || departed.released.has(entry.n) ? undefined : entry;
  });
  return after.filter(entry => entry !== undefined);
}

interface Move {
  readonly arrival: PlacedArrival;
  readonly container: JsonObject | undefined;
}

function specAfter(
  {now}: Update,
  moves: readonly Move[],
  {entries, departed}: Pick<Result, 'entries' | 'departed'>,
): JsonObject {
  const {initContainers: _, ...spec} = now.template.spec;
  const left = new Set(moves.map(({arrival}) => arrival.index));
  const containers = listIn(spec, 'containers').filter((_, index) => !left.has(index));
  const present = listIn(now.template.spec, 'initContainers');
  // Of what is classic from now on, the native copy goes.
  const classic = placedIn({containers}, 'containers').map(({name}) => name);
  const recorded = new Set(entries.map(({n}) => n));
  const out = new Set([...departed.gone, ...classic.filter(name => recorded.has(name))]);
  const init = seats(present, moves.map(guestOf)).flatMap((seat): readonly unknown[] => {
    if (seat.type === 'Guest') return [moves[seat.guest]?.container];
    const one = present[seat.index];
    return isObject(one) && one['restartPolicy'] === 'Always' && out.has(String(one['name'])) ? [] : [one];
  });
  return {...spec, containers, ...(init.length > 0 && {initContainers: init})};
}

function guestOf({arrival: {entry, slot}}: Move): Guest {
  return {
    type: 'Comes',
    position: entry.b === 1 ? 'BeforeInit' : 'AfterInit',
    ...(slot !== undefined && {slot}),
  };
}

/** Without a record no mark is left, unless injectors have been told. */
function marked(
  annotations: Readonly<Record<string, string>>,
  record: readonly RecordEntry[],
): Readonly<Record<string, string>> {
  if (record.length > 0) return {...annotations, [RECORD_ANNOTATION]: printRecord(record)};
  const marks = Object.hasOwn(annotations, DELEGATED_ANNOTATION) ? [RECORD_ANNOTATION] : MARKS;
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !marks.includes(key)));
}

/** What a conversion leaves on the workload's own metadata. */
export const MARKS: readonly string[] = [RECORD_ANNOTATION, POLICY_ANNOTATION, CONVERTED_AT_ANNOTATION];
