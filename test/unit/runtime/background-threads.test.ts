import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {getPriority} from 'node:os';
import {putBackgroundThreadsBehind} from '../../../src/runtime/background-threads.ts';

describe('putBackgroundThreadsBehind', () => {
  before(function () {
    // Only there threads have priorities of their own.
    if (process.platform !== 'linux') this.skip();
  });

  it("puts V8's threads behind the main thread, which stays where it was", () => {
    const before = getPriority(process.pid);
    putBackgroundThreadsBehind();
    const others = threads().filter(thread => thread !== process.pid);
    assert.equal(getPriority(process.pid), before);
    assert.ok(others.length > 0);
    assert.ok(others.some(thread => getPriority(thread) > before));
  });

  it('may be asked again', () => {
    putBackgroundThreadsBehind();
    putBackgroundThreadsBehind();
    assert.equal(getPriority(process.pid), getPriority(0));
  });
});

function threads(): readonly number[] {
  return readdirSync('/proc/self/task').map(Number);
}
