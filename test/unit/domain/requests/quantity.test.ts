import assert from 'node:assert/strict';
import {parseQuantity} from '../../../../src/domain/requests/quantity.ts';

const quantities: readonly (readonly [unknown, number | undefined])[] = [
  ['0', 0],
  ['2', 2],
  ['500m', 0.5],
  ['250000u', 0.25],
  ['1000000000n', 1],
  ['3k', 3000],
  ['1M', 1e6],
  ['1.5G', 1.5e9],
  ['1T', 1e12],
  ['1P', 1e15],
  ['1E', 1e18],
  ['1Ki', 1024],
  ['128Mi', 134_217_728],
  ['1.5Gi', 1_610_612_736],
  ['.5Ti', 549_755_813_888],
  ['1Pi', 2 ** 50],
  ['1Ei', 2 ** 60],
  ['1e3', 1000],
  ['1E3', 1000],
  ['12e-1', 1.2],
  ['+5', 5],
  ['5.', 5],
  [4, 4],
  ['-1', undefined],
  ['', undefined],
  ['m', undefined],
  ['1K', undefined],
  ['1mi', undefined],
  ['1e3Mi', undefined],
  [' 1', undefined],
  ['1 Gi', undefined],
  ['1e999', undefined],
  ['0x10', undefined],
  [Number.NaN, undefined],
  [null, undefined],
  [{}, undefined],
];

describe('parseQuantity', () => {
  for (const [quantity, want] of quantities) {
    it(`reads ${JSON.stringify(quantity)} as ${want ?? 'no quantity'}`, () => {
      const value = parseQuantity(quantity);
      if (want === undefined) assert.equal(value, undefined);
      else assert.ok(value !== undefined && Math.abs(value - want) <= want * 1e-12);
    });
  }
});
