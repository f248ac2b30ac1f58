import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  canonicalJson,
  objectAt,
  objectsAt,
  sameJson,
  stringAt,
  stringMapAt,
  stringsAt,
  valueAt,
} from '../../../src/domain/json.ts';
import {anyJson} from '../../support/json-arbitraries.ts';

describe('readers of JSON', () => {
  const value = {a: {b: 'text', c: [1, 'x', {d: 1}, null]}, labels: {k: 'v', n: 1}};

  it('read what is there', () => {
    assert.equal(valueAt(value, 'a', 'b'), 'text');
    assert.deepEqual(objectAt(value, 'a'), value.a);
    assert.deepEqual(objectsAt(value, 'a', 'c'), [{d: 1}]);
    assert.deepEqual(stringsAt(value, 'a', 'c'), ['x']);
    assert.deepEqual(stringMapAt(value, 'labels'), {k: 'v'});
  });

  it('read a wrong type as absent', () => {
    assert.equal(valueAt(value, 'a', 'b', 'c'), undefined);
    assert.equal(stringAt(value, 'a'), undefined);
    assert.deepEqual(objectAt(value, 'a', 'b'), {});
    assert.deepEqual(objectsAt(value, 'a'), []);
    assert.deepEqual(stringMapAt(undefined), {});
  });

  it('do not read what every object inherits', () => {
    assert.equal(valueAt({}, 'constructor', 'name'), undefined);
  });
});

describe('canonicalJson', () => {
  it('does not depend on the order of keys, at any depth', () => {
    assert.equal(canonicalJson({b: [{d: 1, c: 2}], a: 0}), '{"a":0,"b":[{"c":2,"d":1}]}');
  });

  it('is JSON of the same value', () => {
    fc.assert(fc.property(anyJson(), value => assert.deepEqual(JSON.parse(canonicalJson(value)), value)));
  });
});

/** Few, so that equal objects come about by chance. */
const KEY = fc.constantFrom('a', 'b', '__proto__');

describe('sameJson', () => {
  it('compares values, not objects', () => {
    assert.equal(sameJson({a: 1, b: [2]}, {b: [2], a: 1}), true);
    assert.equal(sameJson([1, 2], [2, 1]), false);
    assert.equal(sameJson({a: 1}, {a: 1, b: null}), false);
    assert.equal(sameJson(undefined, undefined), true);
    assert.equal(sameJson(undefined, null), false);
  });

  it('takes what has no value for what is not there', () => {
    assert.equal(sameJson({a: 1, b: undefined}, {a: 1}), true);
    assert.equal(sameJson({a: undefined}, {b: undefined}), true);
    assert.equal(sameJson({a: undefined}, {b: 1}), false);
  });

  it('tells values apart exactly where their canonical texts differ', () => {
    const small = fc.letrec(tie => ({
      value: fc.oneof(
        fc.constantFrom(0, 1, '', 'a', null, true),
        fc.array(tie('value')),
        fc.dictionary(KEY, tie('value')),
      ),
    })).value;
    fc.assert(fc.property(small, small, (a, b) => assert.equal(sameJson(a, b), canonicalJson(a) === canonicalJson(b))));
    fc.assert(fc.property(anyJson(), value => assert.ok(sameJson(value, JSON.parse(canonicalJson(value))))));
  });
});
