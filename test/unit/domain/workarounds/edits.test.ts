import assert from 'node:assert/strict';
import {applyEdits, pathOf, type Edit} from '../../../../src/domain/workarounds/edits.ts';

const cut = (start: number, end: number, text?: string): Edit => ({
  type: 'Cut',
  keys: ['a', 0],
  start,
  end,
  ...(text === undefined ? {} : {text}),
});

describe('edits of a template', () => {
  it('cut ranges of the text as it was, in any order', () => {
    assert.deepEqual(applyEdits({a: ['0123456789']}, [cut(1, 3), cut(8, 9), cut(5, 6, 'x')]), {a: ['034x679']});
  });

  it('leave the second of two cuts out that overlap', () => {
    assert.deepEqual(applyEdits({a: ['0123456789']}, [cut(1, 5), cut(4, 7)]), {a: ['0123789']});
  });

  it('delete several entries of a list, and what else names places behind them', () => {
    const edits: readonly Edit[] = [
      {type: 'Delete', keys: ['a', 0]},
      {type: 'Delete', keys: ['a', 2, 'x']},
      {type: 'Delete', keys: ['a', 1]},
      {type: 'Set', keys: ['a', 2, 'y'], value: 1},
    ];
    assert.deepEqual(applyEdits({a: [0, 1, {x: 1, z: 2}]}, edits), {a: [{z: 2, y: 1}]});
  });

  it('keep the order of keys, also of hostile ones', () => {
    const value = JSON.parse('{"b":1,"__proto__":{"c":1},"a":["xy"]}') as unknown;
    assert.equal(JSON.stringify(applyEdits(value, [cut(0, 1)])), '{"b":1,"__proto__":{"c":1},"a":["y"]}');
  });

  it('change nothing where a place is not there', () => {
    assert.deepEqual(applyEdits({b: 1}, [{type: 'Delete', keys: ['a', 0]}]), {b: 1});
  });

  it('have paths as findings write them', () => {
    assert.equal(pathOf(['spec', 'containers', 0, 'args', 1]), 'spec.containers[0].args[1]');
  });
});
