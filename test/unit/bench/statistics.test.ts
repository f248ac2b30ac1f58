import assert from 'node:assert/strict';
import {linearFit, mean, percentile} from '../../../bench/report/statistics.ts';

describe('statistics of the bench', () => {
  it('take the mean, and none of nothing', () => {
    assert.equal(mean([9, 1, 5]), 5);
    assert.ok(Number.isNaN(mean([])));
  });

  it('take percentiles in proportion between the values around them', () => {
    const hundred = Array.from({length: 101}, (_, index) => 100 - index);
    assert.equal(percentile(hundred, 99), 99);
    assert.equal(percentile([0, 10], 25), 2.5);
    assert.equal(percentile([7], 99), 7);
  });

  it('have no percentile of nothing', () => {
    assert.ok(Number.isNaN(percentile([], 50)));
  });

  it('find the line that points lie on', () => {
    const line = linearFit([
      {x: 0, y: 1},
      {x: 2, y: 5},
      {x: 10, y: 21},
    ]);
    assert.deepEqual(line, {slope: 2, intercept: 1});
  });

  it('find the line with the least squares', () => {
    const points = [
      {x: 0, y: 0},
      {x: 1, y: 3},
      {x: 2, y: 3},
    ];
    const {slope, intercept} = linearFit(points);
    assert.equal(slope, 1.5);
    assert.ok(Math.abs(intercept - 0.5) < 1e-12);
  });

  it('know no slope of one point', () => {
    assert.ok(Number.isNaN(linearFit([{x: 1, y: 1}]).slope));
  });
});
