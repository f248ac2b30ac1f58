import assert from 'node:assert/strict';
import {copyFileSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {stringAt} from '../../../src/domain/json.ts';
import {ApiError, ConnectionError} from '../../../src/kube/api-error.ts';
import {loadSession} from '../../../src/kube/load-session.ts';
import type {SessionSource} from '../../../src/kube/session-source.ts';
import {Rest} from '../../../src/kube/rest.ts';
import type {Session} from '../../../src/kube/session.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {FakeClock} from '../../support/fake-clock.ts';
import {FaultProxy} from '../../support/fault-proxy.ts';
import {kubeconfigOf} from '../../support/kubeconfig-of.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

describe('credentials that a real API server checks', function () {
  this.timeout(120_000);
  let cluster: Cluster;
  /** The administrator's. */
  let token: string;
  let folder: TemporaryFolder;
  let proxy: FaultProxy;
  let clock: FakeClock;
  const sessions: Session[] = [];

  before(async () => {
    cluster = await sharedCluster();
    const config = JSON.parse(readFileSync(cluster.kubeconfig, 'utf8')) as {users: unknown[]};
    token = stringAt(config.users[0], 'user', 'token') ?? '';
  });

  beforeEach(async () => {
    folder = new TemporaryFolder();
    clock = new FakeClock();
    proxy = await FaultProxy.start(cluster);
  });

  afterEach(async () => {
    for (const session of sessions.splice(0)) await session.close();
    await proxy.stop();
    folder.remove();
  });

  function open(source: SessionSource): Rest {
    const session = loadSession(source, {clock});
    sessions.push(session);
    return new Rest(session);
  }

  /** Writes the kubeconfig anew; it leads through the proxy, which tells how often the server was asked. */
  const write = (user: Readonly<Record<string, unknown>>): string =>
    folder.write('config', kubeconfigOf(proxy.url, user));

  /** Whom the server takes us for. */
  async function whoAmI(rest: Rest): Promise<string | undefined> {
    const review = {apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview'};
    return stringAt(await rest.create(REVIEWS, review), 'status', 'userInfo', 'username');
  }

  const statuses = (): readonly unknown[] => proxy.requests.map(({status}) => status);
  const isRefused = (error: unknown): boolean => error instanceof ApiError && error.status === 401;

  it('are those of the kubeconfig’s user, or of whom it acts as', async () => {
    assert.equal(await whoAmI(open({kubeconfig: write({token})})), 'admin');
    assert.equal(await whoAmI(open({kubeconfig: write({token, as: 'bob'})})), 'bob');
  });

  it('are read once more when they are refused, and the request is sent once more', async () => {
    const rest = open({kubeconfig: write({token: 'old'})});
    write({token});
    assert.equal(await whoAmI(rest), 'admin');
    assert.deepEqual(statuses(), [401, 201]);
  });

  it('are read once for many requests that are refused at the same time', async () => {
    const rest = open({kubeconfig: write({token: 'old'})});
    await assert.rejects(whoAmI(rest), isRefused);
    write({token});
    await clock.advance(5000);
    const names = await Promise.all(Array.from({length: 20}, async () => whoAmI(rest)));
    assert.deepEqual(new Set(names), new Set(['admin']));
  });

  it('stay refused when there are none newer, and are not read again for every request', async () => {
    const rest = open({kubeconfig: write({token: 'old'})});
    for (let count = 0; count < 5; count++) await assert.rejects(whoAmI(rest), isRefused);
    assert.equal(proxy.requests.length, 6);
  });

  it('may be gone when they are needed again', async () => {
    const rest = open({kubeconfig: write({token: 'old'})});
    folder.remove();
    await assert.rejects(
      whoAmI(rest),
      error => error instanceof ConnectionError && /cannot read the credentials again/.test(error.message),
    );
  });

  it('are in a pod a token file, which is trimmed, and read again when its token is refused', async () => {
    folder.write('token', 'first\n');
    copyFileSync(cluster.ca, join(folder.path, 'ca.crt'));
    const {hostname, port} = new URL(cluster.server);
    const environment = {KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port};
    const rest = open({environment, serviceAccountFolder: folder.path});
    assert.equal(sessions[0]?.context, 'in-cluster');
    await assert.rejects(whoAmI(rest), isRefused);
    folder.write('token', `${token}\n`);
    await clock.advance(6000);
    assert.equal(await whoAmI(rest), 'admin');
  });

  it('are not shown to a server whose certificate cannot be checked', async () => {
    const rest = open({kubeconfig: folder.write('config', kubeconfigOf(cluster.server, {token}))});
    await assert.rejects(
      rest.get('/version'),
      error => error instanceof ConnectionError && /CERT|SIGNED|VERIFY/.test(error.reason),
    );
  });
});
