import assert from 'node:assert/strict';
import {copyFileSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ConnectionError} from '../../../src/kube/api-error.ts';
import {loadSession, type SessionSource} from '../../../src/kube/load-session.ts';
import type {Session} from '../../../src/kube/session.ts';
import {FakeApiServer, sendJson, sendStatus, tlsFile} from '../../support/fake-api-server.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {kubeconfigOf} from '../../support/kubeconfig-of.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

const ca = {'certificate-authority': tlsFile('ca.crt')};

describe('session', () => {
  let folder: TemporaryFolder;
  let server: FakeApiServer;
  let clock: FakeClock;
  const sessions: Session[] = [];

  async function start(scheme: 'http' | 'https' = 'http'): Promise<void> {
    server = await FakeApiServer.start(scheme);
  }

  function open(source: SessionSource): Session {
    const session = loadSession(source, {clock, userAgent: 'outrigger/test'});
    sessions.push(session);
    return session;
  }

  async function get(session: Session, signal?: AbortSignal): Promise<number> {
    const response = await session.request({
      method: 'GET',
      path: '/version',
      headersTimeout: 5000,
      bodyTimeout: 5000,
      signal,
    });
    await response.body.dump();
    return response.statusCode;
  }

  const sent = (header: string): readonly unknown[] => server.requests.map(request => request.headers[header]);

  beforeEach(() => {
    folder = new TemporaryFolder();
    clock = new FakeClock();
  });

  afterEach(async () => {
    for (const session of sessions.splice(0)) await session.close();
    await server.stop();
    folder.remove();
  });

  it('sends the token, says who it is, and uses its connections again', async () => {
    await start();
    const session = open({kubeconfig: folder.write('config', kubeconfigOf(server.url, {token: 'secret'}))});
    assert.equal(session.server, server.url);
    assert.equal(session.context, 'test');
    for (let count = 0; count < 20; count++) assert.equal(await get(session), 200);
    assert.deepEqual(new Set(sent('authorization')), new Set(['Bearer secret']));
    assert.equal(sent('user-agent')[0], 'outrigger/test');
    assert.ok(new Set(server.requests.map(({port}) => port)).size <= 2);
  });

  it('opens no more than 64 connections', async () => {
    await start();
    const session = open({kubeconfig: folder.write('config', kubeconfigOf(server.url))});
    await Promise.all(Array.from({length: 300}, async () => get(session)));
    assert.ok(new Set(server.requests.map(({port}) => port)).size <= 64);
  });

  it('sends name and password', async () => {
    await start();
    await get(
      open({kubeconfig: folder.write('config', kubeconfigOf(server.url, {username: 'ann', password: 'pass'}))}),
    );
    assert.deepEqual(sent('authorization'), [`Basic ${Buffer.from('ann:pass').toString('base64')}`]);
  });

  it('sends whom it acts as', async () => {
    await start();
    await get(open({kubeconfig: folder.write('config', kubeconfigOf(server.url, {token: 't', as: 'bob'}))}));
    assert.deepEqual(sent('impersonate-user'), ['bob']);
  });

  it('keeps the path that the server’s URL begins with', async () => {
    await start();
    await get(open({kubeconfig: folder.write('config', kubeconfigOf(`${server.url}/k8s/clusters/c-1/`))}));
    assert.equal(server.requests[0]?.url, '/k8s/clusters/c-1/version');
  });

  it('reads the configuration once more when the server refuses the token, and tries again once', async () => {
    await start();
    const file = folder.write('config', kubeconfigOf(server.url, {token: 'old'}));
    server.handler = ({headers}, response) =>
      sendStatus(response, headers['authorization'] === 'Bearer new' ? 200 : 401, 'Unauthorized');
    const session = open({kubeconfig: file});
    folder.write('config', kubeconfigOf(server.url, {token: 'new'}));
    assert.equal(await get(session), 200);
    assert.deepEqual(sent('authorization'), ['Bearer old', 'Bearer new']);
  });

  it('reads the configuration once for many requests that are refused at the same time', async () => {
    await start();
    const file = folder.write('config', kubeconfigOf(server.url, {token: 'old'}));
    server.handler = ({headers}, response) =>
      sendStatus(response, headers['authorization'] === 'Bearer new' ? 200 : 401, 'Unauthorized');
    const session = open({kubeconfig: file});
    await get(session);
    folder.write('config', kubeconfigOf(server.url, {token: 'new'}));
    await clock.advance(5000);
    const statuses = await Promise.all(Array.from({length: 20}, async () => get(session)));
    assert.deepEqual(new Set(statuses), new Set([200]));
  });

  it('passes a refusal on when there is nothing newer, and does not read again for every request', async () => {
    await start();
    server.handler = (_request, response) => sendStatus(response, 401, 'Unauthorized');
    const session = open({kubeconfig: folder.write('config', kubeconfigOf(server.url, {token: 'old'}))});
    for (let count = 0; count < 5; count++) assert.equal(await get(session), 401);
    assert.equal(server.requests.length, 6);
  });

  it('says so when the configuration is gone when it is needed again', async () => {
    await start();
    server.handler = (_request, response) => sendStatus(response, 401, 'Unauthorized');
    const session = open({kubeconfig: folder.write('config', kubeconfigOf(server.url, {token: 'old'}))});
    folder.remove();
    await assert.rejects(
      get(session),
      error => error instanceof ConnectionError && /cannot read the credentials again/.test(error.message),
    );
  });

  it('trims the token file of a ServiceAccount, and reads it again when the token is refused', async () => {
    await start('https');
    folder.write('token', 'first\n');
    copyFileSync(tlsFile('ca.crt'), join(folder.path, 'ca.crt'));
    server.handler = ({headers}, response) =>
      sendStatus(response, headers['authorization'] === 'Bearer second' ? 200 : 401, 'Unauthorized');
    const {hostname, port} = new URL(server.url);
    const environment = {KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port};
    const session = open({environment, serviceAccountFolder: folder.path});
    assert.equal(session.context, 'in-cluster');
    await get(session);
    folder.write('token', 'second\n');
    await clock.advance(6000);
    assert.equal(await get(session), 200);
    assert.equal(sent('authorization')[0], 'Bearer first');
  });

  it('shows a new client certificate within a second of its rotation, and lets old requests end', async () => {
    await start('https');
    const rotate = (name: string): void => {
      copyFileSync(tlsFile(`${name}.crt`), join(folder.path, 'client.crt'));
      copyFileSync(tlsFile(`${name}.key`), join(folder.path, 'client.key'));
    };
    rotate('first');
    const user = {'client-certificate': join(folder.path, 'client.crt'), 'client-key': join(folder.path, 'client.key')};
    const session = open({kubeconfig: folder.write('config', kubeconfigOf(server.url, user, ca))});
    let finish = (): void => undefined;
    server.handler = (_request, response) => {
      response.writeHead(200);
      response.write('{');
      finish = () => response.end('}');
    };
    const slow = await session.request({method: 'GET', path: '/slow', headersTimeout: 5000, bodyTimeout: 0});
    server.handler = (_request, response) => sendJson(response, 200, {});
    rotate('second');
    await clock.advance(1000);
    await get(session);
    await get(session);
    assert.deepEqual(
      server.requests.map(({certificate}) => certificate),
      ['first', 'second', 'second'],
    );
    finish();
    assert.equal(await slow.body.text(), '{}');
  });

  it('starts a credential plugin once for requests at the same time, and again when its token expires', async () => {
    await start();
    const calls = join(folder.path, 'calls');
    const credential = `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$(wc -l < ${calls})'","expirationTimestamp":"'$(cat ${folder.path}/expiry)'"}}`;
    folder.write('calls', '');
    folder.write('expiry', '2020-01-01T00:00:00Z');
    const command = folder.write('plugin', `#!/bin/sh\necho call >> ${calls}\necho '${credential}'\n`, 0o700);
    const exec = {apiVersion: 'client.authentication.k8s.io/v1', command};
    const session = open({kubeconfig: folder.write('config', kubeconfigOf(server.url, {exec}))});
    await Promise.all(Array.from({length: 5}, async () => get(session)));
    assert.equal(readFileSync(calls, 'utf8'), 'call\n');
    await clock.advance(1000);
    await get(session);
    assert.equal(readFileSync(calls, 'utf8'), 'call\ncall\n');
    assert.equal(sent('authorization').at(-1), 'Bearer 2');
  });

  it('says so when the credential plugin fails', async () => {
    await start();
    const command = folder.write('plugin', '#!/bin/sh\necho "please log in" >&2\nexit 1\n', 0o700);
    const session = open({kubeconfig: folder.write('config', kubeconfigOf(server.url, {exec: {command}}))});
    await assert.rejects(
      get(session),
      error => error instanceof ConnectionError && /please log in/.test(String(error.cause)),
    );
  });

  it('does not trust a server whose certificate it cannot check', async () => {
    await start('https');
    const session = open({kubeconfig: folder.write('config', kubeconfigOf(server.url, {token: 't'}))});
    await assert.rejects(
      get(session),
      error => error instanceof ConnectionError && /CERT|SIGNED|VERIFY/.test(error.reason),
    );
  });

  it('names the server that cannot be reached, and why', async () => {
    await start();
    const session = open({kubeconfig: folder.write('config', kubeconfigOf(server.url))});
    const {url} = server;
    await server.stop();
    await assert.rejects(
      get(session),
      error =>
        error instanceof ConnectionError && error.reason === 'ECONNREFUSED' && error.message === `cannot reach ${url}`,
    );
    await start();
  });

  it('ends a request with the reason of its signal', async () => {
    await start();
    server.handler = () => undefined;
    const session = open({kubeconfig: folder.write('config', kubeconfigOf(server.url))});
    const controller = new AbortController();
    const request = get(session, controller.signal);
    controller.abort(new Error('stopping'));
    await assert.rejects(request, /stopping/);
  });

  it('ends everything that runs when it is closed', async () => {
    await start();
    server.handler = (_request, response) => void response.writeHead(200).write('{');
    const session = open({kubeconfig: folder.write('config', kubeconfigOf(server.url))});
    const response = await session.request({method: 'GET', path: '/watch', headersTimeout: 5000, bodyTimeout: 0});
    const body = response.body.text();
    await session.close();
    await assert.rejects(body);
  });
});
