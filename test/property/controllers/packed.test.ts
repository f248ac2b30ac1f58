import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import fc from 'fast-check';
import {Packer} from '../../../src/controllers/views/packed.ts';

/** Of this many values a packer has learned. */
const LEARNED = 128;

describe('packed JSON', () => {
  let packer: Packer;
  beforeEach(() => (packer = new Packer()));

  it('comes out as it went in, in any script, and equal values are equal packed', () => {
    learn();
    fc.assert(
      fc.property(fc.jsonValue({stringUnit: 'binary'}), value => {
        const text = JSON.stringify(value);
        assert.equal(JSON.stringify(packer.unpack(packer.pack(value))), text);
        // It may have learned after the first or the second, and not after both.
        const all = [value, JSON.parse(text), value].map(each => packer.pack(each));
        const byDictionary = Map.groupBy(all, ([dictionary]) => dictionary);
        assert.ok(byDictionary.size <= 2);
        for (const equals of byDictionary.values()) assert.equal(new Set(equals).size, 1);
      }),
      {numRuns: 500},
    );
  });

  it('comes out whole however long it is', () => {
    const value = {args: Array.from({length: 20_000}, (_, index) => `--option-${index}=${'ü'.repeat(index % 40)}`)};
    assert.deepEqual(packer.unpack(packer.pack(value)), value);
  });

  it('takes less room once others like it have been seen, and what was packed before still comes out', () => {
    const before = [1, 2, 3].map(index => ({index, packed: packer.pack(workload(index))}));
    learn();
    const after = [1, 2, 3].map(index => ({index, packed: packer.pack(workload(index))}));
    for (const {index, packed} of [...before, ...after]) assert.deepEqual(packer.unpack(packed), workload(index));
    const size = (all: typeof before): number => all.reduce((sum, {packed}) => sum + packed.length, 0);
    assert.ok(size(after) * 3 < size(before), `${size(after)} and ${size(before)}`);
  });

  it('learns anew when they become different, and no more often than it can tell dictionaries apart', () => {
    const sizes = Array.from({length: 12}, (_, epoch) => {
      const all = Array.from({length: 4 * LEARNED}, (_, index) => {
        const value = workload(index, epoch * 1000);
        const packed = packer.pack(value);
        assert.deepEqual(packer.unpack(packed), value);
        return packed.length;
      });
      return {first: all[1] ?? 0, last: all.at(-1) ?? 0};
    });
    for (const {first, last} of sizes.slice(0, 9)) assert.ok(last * 2 < first, JSON.stringify(sizes));
  });

  function learn(): void {
    for (let index = 0; index < LEARNED; index++) packer.pack(workload(index));
  }
});

function workload(index: number, epoch = 0): unknown {
  const word = (of: number): string => createHash('sha1').update(String(of)).digest('hex');
  // Of each, three words are its own, and twenty are everybody's.
  const own = [0, 1, 2].map(each => word(index * 10 + each));
  return {name: `shop-${index}`, own, args: Array.from({length: 20}, (_, each) => word(-1 - each - epoch))};
}
