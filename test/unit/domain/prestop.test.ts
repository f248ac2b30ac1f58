import assert from 'node:assert/strict';
import type {JsonObject} from '../../../src/domain/json.ts';
import {droppedHook, hookOf, pureSleep} from '../../../src/domain/prestop.ts';
import {container} from '../../support/builders.ts';

const exec = (...command: unknown[]): JsonObject => ({exec: {command}});
const withHook = (preStop: unknown): JsonObject => container('log', {lifecycle: {preStop}});

describe('pureSleep (E13)', () => {
  const sleeps: readonly [title: string, hook: JsonObject, want: number | readonly string[]][] = [
    ['the sleep action', {sleep: {seconds: 5}}, 5],
    ['the sleep action of no length', {sleep: {seconds: 0}}, 0],
    ['sleep N', exec('sleep', '5'), ['sleep', '5']],
    ['sleep with a unit', exec('/bin/sleep', '0.5m'), ['/bin/sleep', '0.5m']],
    ['/usr/bin/sleep', exec('/usr/bin/sleep', '5s'), ['/usr/bin/sleep', '5s']],
    ['sh -c', exec('sh', '-c', 'sleep 5'), ['sh', '-c', 'sleep 5']],
    ['bash with blanks', exec('/bin/bash', '-c', '\n  sleep   10 ; \n'), ['/bin/bash', '-c', '\n  sleep   10 ; \n']],
    ['ash with a path', exec('/usr/bin/ash', '-c', '/bin/sleep 1h'), ['/usr/bin/ash', '-c', '/bin/sleep 1h']],
  ];
  for (const [title, hook, want] of sleeps) {
    it(`is ${title}`, () => {
      assert.deepEqual(pureSleep(hook), want);
    });
  }

  const others: readonly [title: string, hook: JsonObject][] = [
    ['a command behind it', exec('sh', '-c', 'sleep 5 && kill 1')],
    ['a command before it', exec('sh', '-c', 'echo bye; sleep 5')],
    ['two sleeps', exec('sleep', '5', '5')],
    ['a variable', exec('sh', '-c', 'sleep $N')],
    ['sleep infinity', exec('sleep', 'infinity')],
    ['another program', exec('/opt/sleep', '5')],
    ['a shell with other options', exec('sh', '-ec', 'sleep 5')],
    ['a shell with arguments for its script', exec('sh', '-c', 'sleep 5', 'x')],
    ['a sleep that goes back in time', {sleep: {seconds: -1}}],
    ['no command', exec()],
    ['a command of numbers', exec('sleep', 5)],
    ['an HTTP request', {httpGet: {path: '/sleep', port: 1}}],
    ['seconds that are no whole number', {sleep: {seconds: 1.5}}],
    ['an empty hook', {}],
  ];
  for (const [title, hook] of others) {
    it(`is not ${title}`, () => {
      assert.equal(pureSleep(hook), undefined);
    });
  }

  it('gives a long hostile script no time', () => {
    const started = process.hrtime.bigint();
    assert.equal(pureSleep(exec('sh', '-c', `sleep 5${' '.repeat(100_000)}x`)), undefined);
    assert.ok(process.hrtime.bigint() - started < 500_000_000n);
  });
});

describe('droppedHook', () => {
  it('Auto drops a pure sleep and remembers it', () => {
    assert.deepEqual(droppedHook(withHook({sleep: {seconds: 5}}), 'Auto'), {h: 1, s: 5});
    assert.deepEqual(droppedHook(withHook(exec('sleep', '5')), 'Auto'), {h: 1, s: ['sleep', '5']});
  });

  it('Auto leaves every other hook', () => {
    assert.equal(droppedHook(withHook(exec('sh', '-c', 'kill 1')), 'Auto'), undefined);
  });

  it('Keep leaves even a pure sleep', () => {
    assert.equal(droppedHook(withHook({sleep: {seconds: 5}}), 'Keep'), undefined);
  });

  it('Remove drops any hook, and remembers it whole where it is not a sleep', () => {
    const hook = exec('sh', '-c', 'kill 1');
    assert.deepEqual(droppedHook(withHook(hook), 'Remove'), {h: 1, r: hook});
    assert.deepEqual(droppedHook(withHook({sleep: {seconds: 5}}), 'Remove'), {h: 1, s: 5});
  });

  it('remembers a sleep whole where seconds or command would not say all of it', () => {
    const hook = {sleep: {seconds: 5, unit: 'new'}};
    assert.deepEqual(droppedHook(withHook(hook), 'Auto'), {h: 1, r: hook});
  });

  it('has nothing to say where there is no hook', () => {
    for (const one of [container('log'), withHook(null), container('log', {lifecycle: 'x'})]) {
      assert.equal(droppedHook(one, 'Remove'), undefined);
    }
  });
});

describe('hookOf', () => {
  it('puts together what was remembered', () => {
    assert.deepEqual(hookOf({h: 1, s: 5}), {sleep: {seconds: 5}});
    assert.deepEqual(hookOf({h: 1, s: ['sleep', '5']}), exec('sleep', '5'));
    assert.deepEqual(hookOf({h: 1, r: exec('a')}), exec('a'));
  });

  it('knows no hook where the record does not', () => {
    assert.equal(hookOf({h: 1}), undefined);
    assert.equal(hookOf({h: 1, r: 'text'}), undefined);
  });
});
