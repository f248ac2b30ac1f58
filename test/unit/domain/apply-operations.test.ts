import assert from 'node:assert/strict';
import fc from 'fast-check';
import {applyOperations, OperationRefused} from '../../../src/domain/apply-operations.ts';
import type {Operation} from '../../../src/domain/decision.ts';
import {pointer, pointerKeys} from '../../../src/domain/pointer.ts';
import {anyJson, hostileText} from '../../support/json-arbitraries.ts';

describe('applyOperations', () => {
  const cases: readonly [title: string, document: unknown, operations: readonly Operation[], want: unknown][] = [
    ['adds a member', {a: 1}, [{op: 'add', path: '/b', value: 2}], {a: 1, b: 2}],
    ['adds over a member', {a: 1}, [{op: 'add', path: '/a', value: 2}], {a: 2}],
    ['inserts into a list', {a: [1, 3]}, [{op: 'add', path: '/a/1', value: 2}], {a: [1, 2, 3]}],
    ['adds at the end of a list', {a: [1]}, [{op: 'add', path: '/a/-', value: 2}], {a: [1, 2]}],
    ['adds at the index behind the end', {a: [1]}, [{op: 'add', path: '/a/1', value: 2}], {a: [1, 2]}],
    ['replaces a member', {a: {b: 1}}, [{op: 'replace', path: '/a/b', value: null}], {a: {b: null}}],
    ['replaces an entry', {a: [1, 2]}, [{op: 'replace', path: '/a/0', value: 3}], {a: [3, 2]}],
    ['removes a member', {a: 1, b: 2}, [{op: 'remove', path: '/a'}], {b: 2}],
    ['removes an entry', {a: [1, 2]}, [{op: 'remove', path: '/a/0'}], {a: [2]}],
    ['moves between lists', {a: [1], b: [2]}, [{op: 'move', from: '/a/0', path: '/b/-'}], {a: [], b: [2, 1]}],
    ['moves within a list', [1, 2, 3], [{op: 'move', from: '/0', path: '/2'}], [2, 3, 1]],
    ['passes a test', {a: [{b: 1}]}, [{op: 'test', path: '/a/0', value: {b: 1}}], {a: [{b: 1}]}],
    [
      'tests without regard to the order of keys',
      {a: {b: 1, c: 2}},
      [{op: 'test', path: '/a', value: {c: 2, b: 1}}],
      {a: {b: 1, c: 2}},
    ],
    ['passes a test for null where nothing is', {}, [{op: 'test', path: '/a', value: null}], {}],
    ['reads escaped keys', {'a/b': {'c~d': 1}}, [{op: 'remove', path: '/a~1b/c~0d'}], {'a/b': {}}],
    [
      'does one after the other',
      {},
      [
        {op: 'add', path: '/a', value: []},
        {op: 'add', path: '/a/-', value: 1},
      ],
      {a: [1]},
    ],
  ];
  for (const [title, document, operations, want] of cases) {
    it(title, () => {
      assert.deepEqual(applyOperations(document, operations), want);
    });
  }

  const refused: readonly [title: string, document: unknown, operation: Operation][] = [
    ['a failed test', {a: 1}, {op: 'test', path: '/a', value: 2}],
    ['a test where nothing is', {}, {op: 'test', path: '/a', value: 1}],
    ['a test for null where something is', {a: []}, {op: 'test', path: '/a', value: null}],
    ['a parent that is not there', {}, {op: 'add', path: '/a/b', value: 1}],
    ['a parent that is text', {a: 'x'}, {op: 'add', path: '/a/b', value: 1}],
    ['an index beyond the end', [1], {op: 'add', path: '/2', value: 1}],
    ['an index with a leading zero', [1, 2], {op: 'remove', path: '/01'}],
    ['an index that is a word', [1], {op: 'remove', path: '/length'}],
    ['the end of a list as something to remove', [1], {op: 'remove', path: '/-'}],
    ['a member that is not there to be removed', {}, {op: 'remove', path: '/a'}],
    ['a member that is not there to be replaced', {}, {op: 'replace', path: '/a', value: 1}],
    ['an inherited member', {}, {op: 'remove', path: '/constructor'}],
    ['a move from nowhere', {a: []}, {op: 'move', from: '/b', path: '/a/-'}],
    ['a move into itself', {a: {b: 1}}, {op: 'move', from: '/a', path: '/a/c'}],
    ['the whole document', {a: 1}, {op: 'remove', path: ''}],
  ];
  for (const [title, document, operation] of refused) {
    it(`refuses ${title}`, () => {
      assert.throws(() => applyOperations(document, [operation]), {name: 'OperationRefused', operation});
    });
  }

  it('says in words what did not fit', () => {
    assert.equal(new OperationRefused({op: 'test', path: '/a', value: 1}).message, 'test /a does not fit the document');
  });

  it('leaves the document as it was', () => {
    fc.assert(
      fc.property(
        fc.dictionary(hostileText(), anyJson(), {noNullPrototype: true}),
        hostileText(),
        anyJson(),
        (document, key, value) => {
          const before = structuredClone(document);
          applyOperations(document, [{op: 'add', path: pointer(key), value}]);
          assert.deepEqual(document, before);
        },
      ),
    );
  });

  it('takes any key for a key: nobody’s prototype changes', () => {
    fc.assert(
      fc.property(hostileText(), anyJson(), (key, value) => {
        const after = applyOperations({}, [{op: 'add', path: pointer(key), value}]) as object;
        assert.equal(Object.getPrototypeOf(after), Object.prototype);
        assert.deepEqual(Object.entries(after), [[key, value]]);
        assert.deepEqual(applyOperations(after, [{op: 'remove', path: pointer(key)}]), {});
      }),
    );
  });
});

describe('pointer', () => {
  it('names keys so that they can be read back', () => {
    fc.assert(
      fc.property(fc.array(hostileText(), {maxLength: 4}), keys => {
        assert.deepEqual(pointerKeys(pointer(...keys)), keys);
      }),
    );
  });

  it('escapes as RFC 6901 says', () => {
    assert.equal(pointer('a/b', 0, '~1'), '/a~1b/0/~01');
  });
});
