import assert from 'node:assert/strict';
import {copyFileSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ConnectionError} from '../../../src/kube/api-error.ts';
import {loadSession} from '../../../src/kube/load-session.ts';
import type {Session} from '../../../src/kube/session.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {HttpsPeer, tlsFile} from '../../support/https-peer.ts';
import {kubeconfigOf} from '../../support/kubeconfig-of.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

describe('session', () => {
  let folder: TemporaryFolder;
  let peer: HttpsPeer;
  let clock: FakeClock;
  const sessions: Session[] = [];

  function open(user: Readonly<Record<string, unknown>> = {}, server = peer.url): Session {
    const config = kubeconfigOf(server, user, {'certificate-authority': tlsFile('ca.crt')});
    const session = loadSession({kubeconfig: folder.write('config', config)}, {clock, userAgent: 'outrigger/test'});
    sessions.push(session);
    return session;
  }

  async function get(session: Session): Promise<number> {
    const response = await session.request({method: 'GET', path: '/version', headersTimeout: 5000, bodyTimeout: 5000});
    await response.body.dump();
    return response.statusCode;
  }

  const sent = (header: string): readonly unknown[] => peer.requests.map(request => request.headers[header]);

  beforeEach(async () => {
    folder = new TemporaryFolder();
    clock = new FakeClock();
    peer = await HttpsPeer.start();
  });

  afterEach(async () => {
    for (const session of sessions.splice(0)) await session.close();
    await peer.stop();
    folder.remove();
  });

  it('sends the token, says who it is, and uses its connections again', async () => {
    const session = open({token: 'secret'});
    assert.equal(session.server, peer.url);
    assert.equal(session.context, 'test');
    for (let count = 0; count < 20; count++) assert.equal(await get(session), 200);
    assert.deepEqual(new Set(sent('authorization')), new Set(['Bearer secret']));
    assert.equal(sent('user-agent')[0], 'outrigger/test');
    assert.ok(new Set(peer.requests.map(({port}) => port)).size <= 2);
  });

  it('tells when the server answered by its own clock, and when it was asked', async () => {
    const heard: [string, number][] = [];
    const config = kubeconfigOf(peer.url, {}, {'certificate-authority': tlsFile('ca.crt')});
    const source = {kubeconfig: folder.write('config', config)};
    const session = loadSession(source, {clock, heard: (date, sent) => heard.push([date, sent])});
    sessions.push(session);
    await clock.advance(1234);
    await get(session);
    assert.deepEqual(
      heard.map(([date, sent]) => [Math.abs(Date.parse(date) - Date.now()) < 60_000, sent]),
      [[true, 1234]],
    );
  });

  it('opens no more than 64 connections', async () => {
    const session = open();
    await Promise.all(Array.from({length: 300}, async () => get(session)));
    assert.ok(new Set(peer.requests.map(({port}) => port)).size <= 64);
  });

  it('sends name and password', async () => {
    await get(open({username: 'ann', password: 'pass'}));
    assert.deepEqual(sent('authorization'), [`Basic ${Buffer.from('ann:pass').toString('base64')}`]);
  });

  it('keeps the path that the server’s URL begins with', async () => {
    await get(open({}, `${peer.url}/k8s/clusters/c-1/`));
    assert.equal(peer.requests[0]?.url, '/k8s/clusters/c-1/version');
  });

  it('shows a new client certificate within a second of its rotation, and lets old requests end', async () => {
    const rotate = (name: string): void => {
      copyFileSync(tlsFile(`${name}.crt`), join(folder.path, 'client.crt'));
      copyFileSync(tlsFile(`${name}.key`), join(folder.path, 'client.key'));
    };
    rotate('first');
    const user = {'client-certificate': join(folder.path, 'client.crt'), 'client-key': join(folder.path, 'client.key')};
    const session = open(user);
    const finish = peer.holdNext();
    const slow = await session.request({method: 'GET', path: '/slow', headersTimeout: 5000, bodyTimeout: 0});
    rotate('second');
    await clock.advance(1000);
    await get(session);
    await get(session);
    assert.deepEqual(
      peer.requests.map(({certificate}) => certificate),
      ['first', 'second', 'second'],
    );
    finish();
    assert.equal(await slow.body.text(), '{}');
  });

  it('starts a credential plugin once for requests at the same time, and again when its token expires', async () => {
    const calls = join(folder.path, 'calls');
    const credential = `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$(wc -l < ${calls})'","expirationTimestamp":"'$(cat ${folder.path}/expiry)'"}}`;
    folder.write('calls', '');
    folder.write('expiry', '2020-01-01T00:00:00Z');
    const command = folder.write('plugin', `#!/bin/sh\necho call >> ${calls}\necho '${credential}'\n`, 0o700);
    const exec = {apiVersion: 'client.authentication.k8s.io/v1', command};
    const session = open({exec});
    await Promise.all(Array.from({length: 5}, async () => get(session)));
    assert.equal(readFileSync(calls, 'utf8'), 'call\n');
    await clock.advance(1000);
    await get(session);
    assert.equal(readFileSync(calls, 'utf8'), 'call\ncall\n');
    assert.equal(sent('authorization').at(-1), 'Bearer 2');
  });

  it('says so when the credential plugin fails', async () => {
    const command = folder.write('plugin', '#!/bin/sh\necho "please log in" >&2\nexit 1\n', 0o700);
    const session = open({exec: {command}});
    await assert.rejects(
      get(session),
      error => error instanceof ConnectionError && /please log in/.test(String(error.cause)),
    );
  });

  it('names the server that cannot be reached, and why', async () => {
    const session = open();
    const {url} = peer;
    await peer.stop();
    await assert.rejects(
      get(session),
      error =>
        error instanceof ConnectionError && error.reason === 'ECONNREFUSED' && error.message === `cannot reach ${url}`,
    );
  });
});
