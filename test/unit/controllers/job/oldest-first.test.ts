import assert from 'node:assert/strict';
import fc from 'fast-check';
import {OldestFirst} from '../../../../src/controllers/job/oldest-first.ts';

function drain(queue: OldestFirst): string[] {
  const keys: string[] = [];
  for (let key = queue.shift(); key !== undefined; key = queue.shift()) keys.push(key);
  return keys;
}

describe('OldestFirst', () => {
  it('gives the oldest first, and of equally old ones the first by name', () => {
    const queue = new OldestFirst();
    for (const [key, since] of [
      ['c', 2],
      ['a', 3],
      ['d', 1],
      ['b', 2],
    ] as const)
      queue.set(key, since);
    assert.equal(queue.size, 4);
    assert.deepEqual(drain(queue), ['d', 'b', 'c', 'a']);
    assert.equal(queue.size, 0);
  });

  it('keeps a key once, at its newest time', () => {
    const queue = new OldestFirst();
    for (const since of [1, 5, 5, 3]) queue.set('moved', since);
    queue.set('fixed', 4);
    assert.equal(queue.size, 2);
    assert.deepEqual(drain(queue), ['moved', 'fixed']);
  });

  it('does whatever a sorted list would do', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const step = fc.oneof(
      fc.record({do: fc.constant('set' as const), key, since: fc.nat({max: 5})}),
      fc.record({do: fc.constant('delete' as const), key}),
      fc.record({do: fc.constant('shift' as const)}),
    );
    fc.assert(
      fc.property(fc.array(step, {maxLength: 60}), steps => {
        const queue = new OldestFirst();
        const model = new Map<string, number>();
        const oldest = (): string | undefined =>
          [...model].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([name]) => name)[0];
        for (const one of steps) {
          if (one.do === 'set') {
            queue.set(one.key, one.since);
            model.set(one.key, one.since);
          } else if (one.do === 'delete') {
            queue.delete(one.key);
            model.delete(one.key);
          } else {
            const want = oldest();
            assert.equal(queue.shift(), want);
            if (want !== undefined) model.delete(want);
          }
          assert.equal(queue.size, model.size);
        }
      }),
    );
  });
});
