import assert from 'node:assert/strict';
import {rehearse} from '../../../src/controllers/workload/rehearse.ts';

describe('the rehearsal', () => {
  it('goes all the way to a write, so that all that a real one needs is compiled', () => {
    const write = rehearse();
    assert.ok(write?.what === 'convert');
    assert.deepEqual(write.names, ['fluent-bit']);
  });

  it('says the same again', () => assert.deepEqual(rehearse(), rehearse()));
});
