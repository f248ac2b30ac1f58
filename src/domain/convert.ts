import {applyOperations} from './apply-operations.ts';
import {nativesIn, placedIn} from './containers.ts';
import type {Conversion} from './decision.ts';
import {coming, staying, type ConvertInput, type GovernedGuest} from './guests.ts';
import type {JsonObject} from './json.ts';
import type {RecordEntry} from './record.ts';
import {seatingOperations} from './seating.ts';

/**
 * Makes every classic container that a rule governs a native sidecar, and gives those that Outrigger converted before
 * the settings of today's rules. A container in both lists is the one in `containers`: it is the manifest's, and newer.
 * Converting the result again changes nothing.
 */
export function convert(input: ConvertInput): Omit<Conversion, 'delivery' | 'switches'> {
  const guests = [...staying(input), ...coming(input)];
  const operations = seatingOperations(input.spec, guests);
  const spec = applyOperations(input.spec, operations) as JsonObject;
  return {
    spec,
    // Each of them changes something: what is right already needs none.
    rolls: operations.length > 0,
    record: recordAfter(input, guests),
    operations,
    rules: [...new Set(guests.map(guest => guest.candidate.ruleIndex))].sort((a, b) => a - b),
  };
}

/**
 * The entries in the order in which their moves must be undone. Containers that come back share the places of their old
 * entries, in the order of their moves; entries of containers that are no longer native go.
 */
function recordAfter({spec, record}: ConvertInput, guests: readonly GovernedGuest[]): readonly RecordEntry[] {
  const moved = guests.filter(guest => guest.type === 'Comes').map(guest => guest.entry);
  const settled = new Map(guests.map(guest => [guest.entry.n, guest.entry]));
  const again = record.map(old => old.n).filter(name => moved.some(entry => entry.n === name));
  const kept = record.map(old => {
    if (again.includes(old.n)) return moved[again.indexOf(old.n)];
    return isStillNative(spec, old.n) ? (settled.get(old.n) ?? old) : undefined;
  });
  return [...kept.filter(entry => entry !== undefined), ...moved.slice(again.length)];
}

function isStillNative(spec: JsonObject, name: string): boolean {
  const has = (placed: {readonly name: string}): boolean => placed.name === name;
  return nativesIn(spec).some(has) && !placedIn(spec, 'containers').some(has);
}
