import assert from 'node:assert/strict';
import {ApiError} from '../../../src/kube/api-error.ts';
import {Patience} from '../../../src/kube/patience.ts';
import {FakeClock} from '../../support/fake-clock.ts';

describe('patience with an overloaded server', () => {
  const BUSY = new ApiError(429, {message: 'too many', reason: 'TooManyRequests'}, 3);

  it('answers what the server has answered until its time is over', async () => {
    const clock = new FakeClock();
    const patience = new Patience(clock);
    patience.note('PATCH /a', BUSY);
    await clock.advance(1000);
    assert.throws(
      () => patience.check('PATCH /a'),
      error => error instanceof ApiError && error.reason === 'TooManyRequests' && error.retryAfterSeconds === 2,
    );
    patience.check('PATCH /b');
    await clock.advance(2000);
    patience.check('PATCH /a');
  });

  it('is not needed where the server did not ask for it', () => {
    const patience = new Patience(new FakeClock());
    patience.note('PATCH /a', new ApiError(500, {message: 'no'}));
    patience.check('PATCH /a');
  });

  it('forgets what is over', async () => {
    const clock = new FakeClock();
    const patience = new Patience(clock);
    for (let count = 0; count < 1000; count++) patience.note(`PATCH /${count}`, BUSY);
    await clock.advance(3000);
    patience.note('PATCH /last', BUSY);
    assert.equal(patience.size, 1);
  });
});
