import assert from 'node:assert/strict';
import {measuredOn} from '../../../bench/report/machine.ts';
import {goalText, valueText, verdictOf, type Measurement} from '../../../bench/report/measurement.ts';
import {sectionText} from '../../../bench/report/section-text.ts';
import {table} from '../../../bench/report/table.ts';

describe('the report of the bench', () => {
  it('judges by the value, not by its rounded text', () => {
    const ratio: Measurement = {what: 'ratio', value: 1.1501, unit: '×', goal: {type: 'AtMost', value: 1.15}};
    assert.equal(valueText(ratio), '1.15 ×');
    assert.equal(goalText(ratio), '≤ 1.15 ×');
    assert.equal(verdictOf(ratio), 'missed');
    assert.equal(verdictOf({...ratio, value: 1.15}), 'ok');
  });

  it('wants an exact number where more and less are wrong', () => {
    const writes: Measurement = {what: 'writes', value: 1, unit: '', goal: {type: 'Exactly', value: 1}};
    assert.equal(verdictOf(writes), 'ok');
    assert.equal(verdictOf({...writes, value: 0}), 'missed');
    assert.equal(verdictOf({...writes, value: 2}), 'missed');
    assert.equal(goalText(writes), '1');
  });

  it('judges nothing that has no goal, and misses one that has no value', () => {
    assert.equal(verdictOf({what: 'RSS', value: 90, unit: 'MB'}), '');
    assert.equal(verdictOf({what: 'RSS', value: Number.NaN, unit: 'MB', goal: {type: 'AtMost', value: 90}}), 'missed');
  });

  it('shows the digits that count', () => {
    const text = (value: number): string => valueText({what: '', value, unit: 'MB'});
    assert.deepEqual([0.01234, 0.5, 3.14159, 31.4159, 314.159, 12_345.6].map(text), [
      '0.012 MB',
      '0.5 MB',
      '3.14 MB',
      '31.4 MB',
      '314 MB',
      '12,346 MB',
    ]);
  });

  it('lines the columns of a table up', () => {
    assert.equal(
      table(['a', 'long title'], [['wide cell', 'b']]),
      ['| a         | long title |', '| --------- | ---------- |', '| wide cell | b          |'].join('\n'),
    );
  });

  it('names a Kubernetes where one was asked, and else none', () => {
    assert.match(measuredOn('v1.36.3'), /, Node [\d.]+, Kubernetes v1\.36\.3$/);
    assert.match(measuredOn(), /, Node [\d.]+$/);
  });

  it('says why a scenario was not run', () => {
    const text = sectionText({name: 'finalize', about: 'Jobs.', measurements: [], skipped: 'no node runs here'});
    assert.equal(text, '### finalize\n\nJobs.\n\nSkipped: no node runs here.\n');
  });
});
