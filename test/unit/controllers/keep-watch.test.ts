import assert from 'node:assert/strict';
import {keepBinding, keepPolicy} from '../../../src/admission/keep/keep-policy.ts';
import {KeepWatch} from '../../../src/controllers/keep-watch.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import {LogDamper} from '../../../src/runtime/log-damper.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {MemoryLog} from '../../support/memory-log.ts';

describe('KeepWatch', () => {
  let answer: (path: string) => JsonObject;
  let learned: boolean[];
  let asked: number;
  let isMissed: boolean;
  let clock: FakeClock;
  let log: MemoryLog;
  let watch: KeepWatch;

  const shipped = (path: string): JsonObject => (path.includes('bindings') ? keepBinding() : keepPolicy());
  const refuse = (status: number) => (): JsonObject => {
    throw new ApiError(status, {reason: 'No', message: 'no'});
  };

  beforeEach(() => {
    learned = [];
    asked = 0;
    isMissed = false;
    clock = new FakeClock();
    log = new MemoryLog();
    const get = async (path: string): Promise<JsonObject> => {
      asked++;
      return Promise.resolve(answer(path));
    };
    watch = new KeepWatch({
      rest: {get},
      clock,
      log,
      damper: new LogDamper(clock),
      isMissed: () => isMissed,
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
    assert.equal(await watch.ask(), false);
    assert.deepEqual(learned, [true]);
    assert.equal(log.messages('warn').length, 1);
  });

  it('asks nobody while it is not there and nothing waits for it', async () => {
    answer = refuse(404);
    await watch.ask();
    const before = asked;
    watch.start();
    await clock.advance(600_000);
    assert.equal(asked, before);
    isMissed = true;
    answer = shipped;
    await clock.advance(120_000);
    assert.deepEqual(learned, [true]);
    await watch.stop();
  });

  it('goes on asking while it is there, since it may go', async () => {
    answer = shipped;
    await watch.ask();
    watch.start();
    answer = refuse(404);
    await clock.advance(120_000);
    assert.deepEqual(learned, [true, false]);
    await watch.stop();
  });
});
