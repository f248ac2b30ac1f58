import type {Annotations} from './catalog/profile.ts';
import {nativesIn, placedIn} from './containers.ts';
import {fieldsLike, withFields, type Fields} from './fields.ts';
import {fitOf} from './fit.ts';
import type {JsonObject} from './json.ts';
import type {RecordEntry} from './record.ts';
import type {Guest} from './seats.ts';
import type {Candidate, Selection} from './selection.ts';
import {unfitOf} from './unfit.ts';

/** A container that a rule governs, on its way to be a native sidecar with the rule's settings. */
export interface GovernedGuest extends Guest {
  /** In `containers` where it comes, in `initContainers` where it stays. */
  readonly candidate: Candidate;
  readonly fields: Fields;
  readonly entry: RecordEntry;
}

/** What `convert` starts from. */
export interface ConvertInput {
  readonly spec: JsonObject;
  readonly selection: Selection;
  /** The record before, without entries that are no longer Outrigger's. */
  readonly record: readonly RecordEntry[];
  /** Of the pod template; absent: it has none. */
  readonly annotations?: Annotations;
  /** Apply managers that own a container of that name now (see `applyManagersOf`). */
  readonly managersOf: (container: string) => readonly string[];
}

/** Sidecars that Outrigger converted before and that a rule still governs, with today's settings. */
export function staying({spec, selection, record, annotations = {}}: ConvertInput): readonly GovernedGuest[] {
  const classic = new Set(placedIn(spec, 'containers').map(placed => placed.name));
  return selection.natives.flatMap(candidate => {
    const entry = record.find(one => one.n === candidate.name);
    const isOnly = countOf(spec, candidate.name) === 1;
    return entry === undefined || !isOnly || classic.has(candidate.name)
      ? []
      : [resettled(candidate, entry, annotations)];
  });
}

/** The classic containers that are moved, in the order of `containers`. */
export function coming(input: ConvertInput): readonly GovernedGuest[] {
  const movable = input.selection.candidates.filter(candidate => isMovable(input.spec, candidate));
  return movable.map((candidate, rank) => {
    const {position, fields, remembered} = fitOf(candidate, input.annotations ?? {});
    const slot = nativesIn(input.spec).find(placed => placed.name === candidate.name)?.index;
    // Each one that is moved before it makes its index smaller.
    const entry = {n: candidate.name, i: candidate.index - rank, ...remembered, ...owners(candidate.name, input)};
    return {type: 'Comes', candidate, position, fields, entry, ...(slot !== undefined && {slot})};
  });
}

/** Whether a container can be moved without destroying another; where not, `plan` answers Blocked. */
export function isMovable(spec: JsonObject, {name}: Candidate): boolean {
  const list = spec['initContainers'] ?? [];
  const twins = placedIn(spec, 'containers').filter(placed => placed.name === name);
  const natives = nativesIn(spec).filter(placed => placed.name === name);
  return Array.isArray(list) && twins.length === 1 && countOf(spec, name) === natives.length && natives.length <= 1;
}

/** How many init containers have this name. */
function countOf(spec: JsonObject, name: string): number {
  return placedIn(spec, 'initContainers').filter(placed => placed.name === name).length;
}

/** Undone and done again under today's rule, in thought; only the difference will be written. */
function resettled(candidate: Candidate, entry: RecordEntry, annotations: Annotations): GovernedGuest {
  const container = withFields(candidate.container, unfitOf(candidate.container, entry).fields);
  const {position, fields, remembered} = fitOf({...candidate, container}, annotations);
  return {
    type: 'Stays',
    slot: candidate.index,
    candidate,
    position,
    fields: fieldsLike(withFields(container, fields)),
    entry: {n: entry.n, i: entry.i, ...remembered, ...(entry.o !== undefined && {o: entry.o})},
  };
}

/** The controller's own write takes ownership away (seen with Flux), so what was known before still counts. */
function owners(name: string, {managersOf, record}: ConvertInput): Pick<RecordEntry, 'o'> {
  const now = managersOf(name);
  const known = now.length > 0 ? now : record.find(entry => entry.n === name)?.o;
  return known === undefined || known.length === 0 ? {} : {o: known};
}
