import assert from 'node:assert/strict';
import {ApiError, ConnectionError} from '../../../src/kube/api-error.ts';
import {ReflectorHealth} from '../../../src/kube/reflector-health.ts';
import {LogDamper} from '../../../src/runtime/log-damper.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {MemoryLog} from '../../support/memory-log.ts';

const forbidden = new ApiError(403, {reason: 'Forbidden', message: 'pods is forbidden'});
const overloaded = new ApiError(429, {reason: 'TooManyRequests', message: 'slow down'});
const refused = new ConnectionError('cannot reach it', Object.assign(new Error('connect'), {code: 'ECONNREFUSED'}));

describe('health of a reflector', () => {
  let log: MemoryLog;
  let clock: FakeClock;
  let damper: LogDamper;

  beforeEach(() => {
    log = new MemoryLog();
    clock = new FakeClock();
    damper = new LogDamper(clock);
  });

  const health = (name = 'pods', optional = false) => new ReflectorHealth({name, log, damper, optional});

  it('is a problem until the first list, and after a failure until the next watch', () => {
    const pods = health();
    assert.equal(pods.problem(), 'watching pods: the first list is not complete');
    pods.listed();
    assert.equal(pods.problem(), undefined);
    pods.failed(forbidden);
    assert.equal(pods.problem(), 'watching pods: 403 pods is forbidden');
    assert.equal(pods.synced, true);
    pods.watching();
    assert.equal(pods.problem(), undefined);
  });

  it('is no problem for an optional kind that is refused, but for one that cannot be asked for', async () => {
    const pods = health('pods', true);
    pods.failed(forbidden);
    await pods.settled();
    assert.equal(pods.problem(), undefined);
    assert.equal(pods.synced, false);
    pods.failed(refused);
    assert.match(pods.problem() ?? '', /^watching pods: cannot reach it/);
  });

  it('is one line for an outage that hits every kind, and one for its end', async () => {
    const kinds = [health('pods'), health('jobs')];
    for (const error of [refused, overloaded]) for (const kind of kinds) kind.failed(error);
    assert.equal(log.messages('warn').length, 2, 'one for each way in which the server is away');
    for (const kind of kinds) kind.watching();
    assert.equal(log.messages('info').length, 1);
    await clock.advance(60_000);
    kinds[1]?.failed(refused);
    assert.equal(log.messages('warn').length, 3);
  });

  it('is a line for each kind when something is wrong with the kind', () => {
    for (const name of ['pods', 'jobs'])
      for (const error of [forbidden, new TypeError('a bug')]) health(name).failed(error);
    assert.deepEqual(
      log.lines.map(({level, fields}) => [level, fields['resource'], fields['error']]),
      [
        ['warn', 'pods', 'pods is forbidden'],
        ['warn', 'pods', 'a bug'],
        ['warn', 'jobs', 'pods is forbidden'],
        ['warn', 'jobs', 'a bug'],
      ],
    );
  });
});
