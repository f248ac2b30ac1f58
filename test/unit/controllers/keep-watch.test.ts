import assert from 'node:assert/strict';
import {keepBinding, keepPolicy} from '../../../src/admission/keep/keep-policy.ts';
import {KeepWatch} from '../../../src/controllers/keep-watch.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {MemoryLog} from '../../support/memory-log.ts';

describe('KeepWatch', () => {
  let answer: (path: string) => JsonObject;
  let learned: boolean[];
  let log: MemoryLog;
  let watch: KeepWatch;

  const shipped = (path: string): JsonObject => (path.includes('bindings') ? keepBinding() : keepPolicy());
  const refuse = (status: number) => (): JsonObject => {
    throw new ApiError(status, {reason: 'No', message: 'no'});
  };

  beforeEach(() => {
    learned = [];
    log = new MemoryLog();
    watch = new KeepWatch({
      rest: {get: async path => Promise.resolve(answer(path))},
      clock: new FakeClock(),
      log,
      learn: kept => learned.push(kept),
      changed: () => undefined,
    });
  });

  it('tells when the policy comes and when it goes, once each', async () => {
    answer = shipped;
    assert.deepEqual([await watch.ask(), await watch.ask()], [true, false]);
    answer = refuse(404);
    assert.deepEqual([await watch.ask(), await watch.ask()], [true, false]);
    assert.deepEqual(learned, [true, false]);
  });

  it('takes what may not be read for absent, without a word', async () => {
    answer = refuse(403);
    assert.equal(await watch.ask(), false);
    assert.deepEqual([learned, log.lines], [[], []]);
  });

  it('stays with what it knows while the server does not answer', async () => {
    answer = shipped;
    await watch.ask();
    answer = refuse(503);
    assert.equal(await watch.ask(), false);
    assert.deepEqual(learned, [true]);
    assert.equal(log.messages('warn').length, 1);
  });
});
