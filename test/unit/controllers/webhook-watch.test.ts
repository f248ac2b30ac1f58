import assert from 'node:assert/strict';
import {WebhookWatch} from '../../../src/controllers/webhook-watch.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import type {Page} from '../../../src/kube/rest.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {MemoryLog} from '../../support/memory-log.ts';

describe('WebhookWatch', () => {
  let answer: () => readonly string[];
  let asked: number;
  let learned: (readonly string[])[];
  let changes: number;
  let isMissed: boolean;
  let clock: FakeClock;
  let log: MemoryLog;
  let watch: WebhookWatch;

  const refuse = (status: number) => (): readonly string[] => {
    throw new ApiError(status, {reason: 'No', message: 'no'});
  };

  beforeEach(() => {
    [asked, learned, changes, isMissed] = [0, [], 0, true];
    [clock, log] = [new FakeClock(), new MemoryLog()];
    const page = async (): Promise<Page> => {
      asked++;
      const items = answer().map(name => ({metadata: {name}}));
      return Promise.resolve({items, resourceVersion: '1', continue: undefined, bytes: 100});
    };
    watch = new WebhookWatch({
      rest: {page},
      clock,
      log,
      isMissed: () => isMissed,
      learn: names => learned.push(names),
      changed: () => changes++,
    });
  });

  it('tells the names when they are others, and that all is to be looked at again', async () => {
    answer = () => ['b', 'a'];
    watch.start();
    await clock.advance(120_000);
    await clock.advance(120_000);
    answer = () => ['a'];
    await clock.advance(120_000);
    await watch.stop();
    assert.deepEqual([learned, changes, asked], [[['a', 'b'], ['a']], 2, 3]);
  });

  it('asks nobody while no pod has lost anything', async () => {
    isMissed = false;
    watch.start();
    await clock.advance(600_000);
    await watch.stop();
    assert.equal(asked, 0);
  });

  it('stays with what it knows where it may not look, without a word', async () => {
    answer = refuse(403);
    assert.equal(await watch.ask(), false);
    assert.deepEqual([learned, log.messages('warn')], [[], []]);
  });

  it('says that it could not look, and asks again', async () => {
    answer = refuse(500);
    assert.equal(await watch.ask(), false);
    assert.equal(log.messages('warn').length, 1);
    answer = () => ['a'];
    assert.equal(await watch.ask(), true);
  });

  it('asks no more once it has been stopped', async () => {
    answer = () => ['a'];
    watch.start();
    await watch.stop();
    watch.start();
    await clock.advance(600_000);
    assert.equal(asked, 0);
  });
});
