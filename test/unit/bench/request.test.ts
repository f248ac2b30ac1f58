import assert from 'node:assert/strict';
import {readRequest} from '../../../bench/request.ts';

const KNOWN = ['start', 'curve', 'world'];

describe('what make bench is asked for', () => {
  it('is everything at its full size, and nothing is written', () => {
    assert.deepEqual(readRequest({}, KNOWN), {only: KNOWN, write: false, scale: 1});
  });

  it('can be some scenarios, which run in their own order', () => {
    assert.deepEqual(readRequest({ONLY: 'world,start'}, KNOWN).only, ['start', 'world']);
  });

  it('names the scenarios to whoever asks for another', () => {
    assert.throws(() => readRequest({ONLY: 'speed'}, KNOWN), /no scenario "speed".*start, curve, world/);
  });

  it('is refused where numbers of a part would be written as if they were all', () => {
    assert.deepEqual(readRequest({ONLY: 'start', WRITE: '1'}, KNOWN), {only: ['start'], write: true, scale: 1});
    assert.throws(() => readRequest({SCALE: '0.1', WRITE: '1'}, KNOWN), /leave out SCALE/);
    assert.equal(readRequest({WRITE: '1'}, KNOWN).write, true);
  });

  it('is refused with a size that is none', () => {
    for (const SCALE of ['0', '2', 'half']) assert.throws(() => readRequest({SCALE}, KNOWN), /SCALE/);
  });
});
