import assert from 'node:assert/strict';
import fc from 'fast-check';
import {RECORD_ANNOTATION} from '../../../src/api/constants.ts';
import {objectsAt, sameJson, type JsonObject} from '../../../src/domain/json.ts';
import {keep} from '../../../src/domain/keep/keep.ts';
import {parseRecord, printRecord} from '../../../src/domain/record.ts';
import {revert} from '../../../src/domain/revert.ts';
import {TEMPLATE_KINDS} from '../../../src/domain/template-kinds.ts';
import {workloadOf} from '../../../src/domain/workload.ts';
import {podSpec, rules} from '../../support/arbitraries.ts';
import {objectOf} from '../../support/builders.ts';
import {essences, sameMembers, stored} from '../../support/pod-spec-laws.ts';
import {applied, converted, marksOf, updateTo, type Before} from '../../support/updates.ts';

describe('laws of keeping', () => {
  it('an unchanged apply of the classic manifest gives exactly what is stored', () => {
    fc.assert(
      fc.property(before(), before => {
        const kept = keep(updateTo(before, applied(before)));
        assert.deepEqual(stored(kept.spec), before.spec);
        assert.deepEqual(kept.annotations, marksOf(before.record));
      }),
    );
  });

  it('a replacement by the classic manifest gives exactly what is stored, and the marks of the record come back', () => {
    fc.assert(
      fc.property(before(), before => {
        const now = workloadOf(before.kind, objectOf(before.kind, before.classic));
        const kept = keep(updateTo(before, before.classic, {now}));
        assert.deepEqual(stored(kept.spec), before.spec);
        assert.equal(kept.annotations[RECORD_ANNOTATION], printRecord(before.record));
      }),
    );
  });

  it('what is kept already stays as it is', () => {
    fc.assert(
      fc.property(before(), edits(), (before, edit) => {
        const update = updateTo(before, edit(applied(before)));
        const once = keep(update);
        const now = workloadOf(
          before.kind,
          objectOf(before.kind, once.spec, {metadata: {...update.now.metadata, annotations: once.annotations}}),
        );
        assert.deepEqual(keep({...update, old: now, now}), once);
      }),
    );
  });

  it('of a whole manifest no field is lost and none is added but our own', () => {
    fc.assert(
      fc.property(before(), edits(), (before, edit) => {
        const now = edit(applied(before));
        const {spec} = keep(updateTo(before, now));
        const sent = new Set(objectsAt(now, 'containers').map(one => one['name']));
        const others = objectsAt(now, 'initContainers').filter(one => !sent.has(one['name']));
        const wanted = {containers: objectsAt(now, 'containers'), initContainers: others};
        assert.ok(sameMembers(essences(spec), essences(wanted)));
      }),
    );
  });

  it('of a patch that names a sidecar and one field, the field is set and everything else stays', () => {
    fc.assert(
      fc.property(before(), before => {
        const [first] = before.record;
        fc.pre(first !== undefined);
        const {spec} = before;
        const patch = {name: first.n, image: 'patched:2'};
        const now = {...spec, containers: [...objectsAt(spec, 'containers'), patch]};
        const kept = keep(updateTo(before, now, {manager: 'kubectl-patch'}));
        const set = (one: JsonObject): JsonObject => (one['name'] === first.n ? {...one, image: 'patched:2'} : one);
        const wanted = {...spec, initContainers: objectsAt(spec, 'initContainers').map(set)};
        assert.deepEqual(stored(kept.spec), wanted);
        assert.deepEqual(kept.annotations, marksOf(before.record));
      }),
    );
  });

  it('the record is what is written and read alike, and what it says can be undone', () => {
    fc.assert(
      fc.property(before(), edits(), (before, edit) => {
        const now = edit(applied(before));
        const {spec, annotations} = keep(updateTo(before, now));
        const text = annotations[RECORD_ANNOTATION] ?? '[]';
        const record = parseRecord(text);
        assert.equal(printRecord(record), text);
        const names = objectsAt(now, 'containers').map(one => one['name']);
        const after = objectsAt(revert(spec, record).spec, 'containers').map(one => one['name']);
        const back = after.filter(name => names.includes(name));
        assert.equal(back.length, names.length);
        assert.deepEqual(new Set(back), new Set(names));
        // Beside one that was not sent, and stays, the order may be another.
        if (record.every(({n}) => names.includes(n))) assert.deepEqual(back, names);
      }),
    );
  });

  it('what Outrigger writes itself is left alone', () => {
    fc.assert(
      fc.property(before(), before => {
        const {spec} = revert(before.spec, before.record);
        const kept = keep(updateTo(before, spec, {manager: 'outrigger'}));
        assert.ok(sameJson(kept.spec, spec));
      }),
    );
  });
});

function before(): fc.Arbitrary<Before> {
  return fc
    .tuple(fc.constantFrom(...TEMPLATE_KINDS), podSpec(), rules())
    .map(([kind, spec, rules]) => converted(kind, spec, rules))
    .filter(({record, spec}) => record.length > 0 && objectsAt(spec, 'containers').length > 0);
}

type Edit = (spec: JsonObject) => JsonObject;

/** What happens to manifests. */
function edits(): fc.Arbitrary<Edit> {
  const edit = fc.constantFrom<Edit>(
    spec => spec,
    spec => ({...spec, containers: objectsAt(spec, 'containers').map(one => ({...one, image: 'new:2'}))}),
    spec => ({...spec, containers: objectsAt(spec, 'containers').toReversed()}),
    spec => ({...spec, containers: [{name: 'new', image: 'x'}, ...objectsAt(spec, 'containers')]}),
    spec => ({...spec, containers: objectsAt(spec, 'containers').slice(1)}),
    spec => ({...spec, containers: objectsAt(spec, 'containers').map(one => ({...one, startupProbe: PROBE}))}),
    spec => ({...spec, containers: objectsAt(spec, 'containers').map(({name, image}) => ({name, image}))}),
    spec => ({...spec, initContainers: [...objectsAt(spec, 'initContainers'), {name: 'late', image: 'x'}]}),
  );
  return fc.array(edit, {maxLength: 3}).map(edits => spec => edits.reduce((at, edit) => edit(at), spec));
}

const PROBE = {tcpSocket: {port: 1}, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3};
