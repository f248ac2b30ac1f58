import {applyOperations} from './apply-operations.ts';
import {listIn, nativesIn, placedIn} from './containers.ts';
import type {Operation} from './decision.ts';
import {fieldOperations} from './fields.ts';
import {guards, type Place} from './guards.ts';
import type {JsonObject} from './json.ts';
import {pointer} from './pointer.ts';
import type {RecordEntry} from './record.ts';
import {unfitOf} from './unfit.ts';

/** The undoing of a conversion, ready to be written. */
export interface Reversion {
  /** The pod spec as it will be. */
  readonly spec: JsonObject;
  /** False where nothing recorded is there any more: only marks go. */
  readonly rolls: boolean;
  /** Guarded RFC 6902 operations on the pod spec, paths relative to it. */
  readonly operations: readonly Operation[];
  /** What could not be put back as it was, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Undoes the recorded moves, last to first: exactly where nothing has changed since, and on a changed object as far as
 * the record and the container still agree; everything else stays as found. A sidecar that stands in `containers` again
 * is the manifest's, so only its native copy goes.
 */
export function revert(spec: JsonObject, record: readonly RecordEntry[]): Reversion {
  const start: Undoing = {spec, operations: [], notes: [], touched: []};
  const end = Array.isArray(spec['containers']) ? record.toReversed().reduce(undo, start) : start;
  if (end.operations.length === 0) return {spec, rolls: false, operations: [], notes: []};
  const last = listIn(end.spec, 'initContainers').length === 0 ? REMOVE_LIST : [];
  return {
    spec: applyOperations(end.spec, last) as JsonObject,
    rolls: true,
    operations: [
      ...guards(
        spec,
        end.touched.map(name => placeOf(spec, name)),
      ),
      ...end.operations,
      ...last,
    ],
    notes: end.notes,
  };
}

interface Undoing {
  readonly spec: JsonObject;
  readonly operations: readonly Operation[];
  readonly notes: readonly string[];
  /** Names of the native sidecars that are moved or removed. */
  readonly touched: readonly string[];
}

/** The API server stores no empty lists. The `test` keeps what somebody has added since. */
const REMOVE_LIST: readonly Operation[] = [
  {op: 'test', path: '/initContainers', value: []},
  {op: 'remove', path: '/initContainers'},
];

function undo(state: Undoing, entry: RecordEntry): Undoing {
  const native = nativesIn(state.spec).find(placed => placed.name === entry.n);
  if (native === undefined) return state;
  const from = pointer('initContainers', native.index);
  if (placedIn(state.spec, 'containers').some(placed => placed.name === entry.n)) {
    return apply(state, entry.n, [{op: 'remove', path: from}]);
  }
  const {fields, notes} = unfitOf(native.container, entry);
  const {length} = listIn(state.spec, 'containers');
  const path = pointer('containers', entry.i < length ? entry.i : '-');
  const operations: readonly Operation[] = [
    ...fieldOperations(native.container, fields, from),
    {op: 'move', from, path},
  ];
  return {...apply(state, entry.n, operations), notes: [...state.notes, ...notes.map(note => `${entry.n} ${note}.`)]};
}

function apply(state: Undoing, name: string, operations: readonly Operation[]): Undoing {
  return {
    spec: applyOperations(state.spec, operations) as JsonObject,
    operations: [...state.operations, ...operations],
    notes: state.notes,
    touched: [...state.touched, name],
  };
}

function placeOf(spec: JsonObject, name: string): Place {
  return {list: 'initContainers', index: nativesIn(spec).find(placed => placed.name === name)?.index ?? 0};
}
