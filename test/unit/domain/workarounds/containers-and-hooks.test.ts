import assert from 'node:assert/strict';
import {cleaned, cleanedContainer, found, isUntouched, SQL_PROXY, told, type Stage} from './stage.ts';

const LINKERD = {name: 'linkerd-proxy', image: 'cr.l5d.io/linkerd/proxy:edge'};
const terminator = {name: 'terminator', image: 'ghcr.io/acme/linkerd-proxy-terminator:v1'};

describe('W7: helper containers', () => {
  it('go where the sidecar that they end is native', () => {
    const names = (cleaned({sidecar: LINKERD, others: [terminator]}).spec['containers'] as {name: string}[]).map(
      ({name}) => name,
    );
    assert.deepEqual(names, ['app', 'linkerd-proxy']);
  });

  it('are advice where it is not, or not known', () => {
    assert.match(told({others: [terminator]}, 'W7')[0] ?? '', /^Advice/);
    assert.match(told({others: [{name: 't', image: 'hwchiu/terminator'}]}, 'W7')[0] ?? '', /^Advice/);
  });

  it('are never the last container of the app', () => {
    const stage: Stage = {app: terminator, sidecar: LINKERD};
    assert.deepEqual(
      found(stage, 'W7').map(({verdict}) => verdict),
      ['Advice'],
    );
    assert.ok(isUntouched(stage));
  });

  it('are not: an app of a similar name', () => {
    assert.deepEqual(told({app: {image: 'acme/terminator-game:1'}, sidecar: LINKERD}, 'W7'), []);
  });
});

const hook = (command: readonly string[]) => ({lifecycle: {preStop: {exec: {command}}}});

describe('W9: sleeping preStop hooks of sidecars', () => {
  const removed: readonly (readonly [string, readonly string[]])[] = [
    ['sleep', ['sleep', '30']],
    ['sleep in a shell', ['/bin/sh', '-c', 'sleep 20']],
    [
      'a loop over connections',
      ['sh', '-c', 'while [ $(netstat -plunt | grep tcp | grep -v envoy | wc -l | xargs) -ne 0 ]; do sleep 1; done'],
    ],
  ];
  for (const [title, command] of removed) {
    it(`go: ${title}`, () => {
      const stage: Stage = {sidecar: {...SQL_PROXY, ...hook(command)}};
      assert.equal('lifecycle' in cleanedContainer(stage, 'cloud-sql-proxy'), false);
      assert.equal(found(stage, 'W9')[0]?.path, 'spec.containers[1].lifecycle.preStop');
    });
  }

  it('keep the other hook', () => {
    const lifecycle = {preStop: {sleep: {seconds: 5}}, postStart: {exec: {command: ['true']}}};
    const stage: Stage = {sidecar: {...SQL_PROXY, lifecycle}};
    assert.deepEqual(cleanedContainer(stage, 'cloud-sql-proxy')['lifecycle'], {postStart: lifecycle.postStart});
  });

  for (const script of ['sleep 5; drain', 'until [ -f /done ]; do sleep 1; done']) {
    it(`are advice: ${script}`, () => {
      const stage: Stage = {sidecar: {...SQL_PROXY, ...hook(['sh', '-c', script])}};
      assert.match(told(stage, 'W9')[0] ?? '', /^Advice/);
      assert.ok(isUntouched(stage));
    });
  }

  it('are not: a hook that starts draining', () => {
    assert.deepEqual(told({sidecar: {...SQL_PROXY, ...hook(['killall', '-USR2', 'kuma-dp'])}}, 'W9'), []);
  });
});

describe("W10: the app's own sleep", () => {
  it('stays', () => {
    const stage: Stage = {app: hook(['sleep', '15'])};
    assert.match(told(stage, 'W10')[0] ?? '', /^Keep/);
    assert.deepEqual(told(stage, 'W9'), []);
    assert.ok(isUntouched(stage));
  });

  it('is not: a hook that does something', () =>
    assert.deepEqual(told({app: hook(['nginx', '-s', 'quit'])}, 'W10'), []));
});

describe('W11: postStart hooks that block', () => {
  const post = (command: readonly string[]) => ({...SQL_PROXY, lifecycle: {postStart: {exec: {command}}}});

  for (const command of [
    ['/usr/lib/linkerd/linkerd-await', '--timeout=2m', '--port=4191'],
    ['sh', '-c', 'until nc -z localhost 5432; do sleep 1; done'],
    ['pilot-agent', 'wait'],
  ]) {
    it(`are advice: ${command.join(' ')}`, () => {
      const stage: Stage = {sidecar: post(command)};
      assert.deepEqual(told(stage, 'W11'), [`Advice: ${command.join(' ')}`]);
      assert.ok(isUntouched(stage));
    });
  }

  it('are not: one that only writes something', () => {
    assert.deepEqual(told({sidecar: post(['sh', '-c', 'date > /started'])}, 'W11'), []);
  });

  it("are not: the app's", () => {
    const lifecycle = {postStart: {exec: {command: ['sh', '-c', 'sleep 1']}}};
    assert.deepEqual(told({app: {lifecycle}}, 'W11'), []);
  });
});
