import assert from 'node:assert/strict';
import {copyFileSync} from 'node:fs';
import {join} from 'node:path';
import {stringAt} from '../../../src/domain/json.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import {EventRecorder} from '../../../src/kube/events.ts';
import {loadSession} from '../../../src/kube/load-session.ts';
import {Rest} from '../../../src/kube/rest.ts';
import {systemClock} from '../../../src/runtime/clock.ts';
import {LogDamper} from '../../../src/runtime/log-damper.ts';
import {eventually} from '../../support/eventually.ts';
import {MemoryLog} from '../../support/memory-log.ts';
import {ensureNamespace, RawClient} from '../../support/raw-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

const NAMESPACE = 'kube-session';

describe('session on a real API server', function () {
  this.timeout(120_000);
  let admin: RawClient;

  before(async () => {
    admin = await RawClient.open();
    await ensureNamespace(admin.rest, NAMESPACE);
  });

  after(async () => admin.close());

  /** A token that ends when its Secret is deleted. */
  async function token(secret: string): Promise<string> {
    await admin.rest.create(`/api/v1/namespaces/${NAMESPACE}/secrets`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {name: secret},
    });
    const cluster = await sharedCluster();
    return cluster.kubectl([
      'create',
      'token',
      'default',
      `--namespace=${NAMESPACE}`,
      '--bound-object-kind=Secret',
      `--bound-object-name=${secret}`,
    ]);
  }

  it('goes on with the new token of its ServiceAccount when the old one ends', async () => {
    const cluster = await sharedCluster();
    const folder = new TemporaryFolder();
    copyFileSync(cluster.ca, join(folder.path, 'ca.crt'));
    const first = await token('first');
    folder.write('token', `${first.trim()}\n`);
    const {hostname, port} = new URL(cluster.server);
    const environment = {KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port};
    const session = loadSession({environment, serviceAccountFolder: folder.path});
    const rest = new Rest(session);
    const whoAmI = async (client: Rest): Promise<unknown> =>
      client.create('/apis/authentication.k8s.io/v1/selfsubjectreviews', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'SelfSubjectReview',
      });
    await whoAmI(rest);

    folder.write('token', `${(await token('second')).trim()}\n`);
    await admin.rest.delete(`/api/v1/namespaces/${NAMESPACE}/secrets/first`);
    const oldSession = loadSession({kubeconfig: await kubeconfigWith(first.trim(), folder)});
    const old = new Rest(oldSession);
    await eventually(
      'the old token is refused',
      async () => {
        await whoAmI(rest);
        return whoAmI(old).then(
          () => false,
          error => error instanceof ApiError && error.status === 401,
        );
      },
      60,
    );
    await whoAmI(rest);
    await Promise.all([session.close(), oldSession.close()]);
    folder.remove();
  });

  it('writes Events that kubectl shows', async () => {
    const log = new MemoryLog();
    const recorder = new EventRecorder({
      rest: admin.rest,
      clock: systemClock,
      random: Math.random,
      log,
      damper: new LogDamper(systemClock),
      instance: 'test',
    });
    const account = await admin.rest.get(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts/default`);
    const uid = stringAt(account, 'metadata', 'uid');
    const namespaced = {apiVersion: 'v1', kind: 'ServiceAccount', namespace: NAMESPACE, name: 'default', uid};
    recorder.emit({regarding: namespaced, type: 'Warning', reason: 'ConversionBlocked', note: 'ä'.repeat(2000)});
    recorder.emit({
      regarding: {apiVersion: 'v1', kind: 'Namespace', name: NAMESPACE},
      type: 'Normal',
      reason: 'Converted',
      note: 'all is well',
      related: namespaced,
    });
    await recorder.flushed();
    assert.deepEqual(log.messages('warn'), []);
    const kubectl = async (args: readonly string[]): Promise<string> => (await sharedCluster()).kubectl(args);
    assert.match(
      await kubectl(['describe', 'serviceaccount', 'default', `--namespace=${NAMESPACE}`]),
      /Warning\s+ConversionBlocked/,
    );
    assert.match(
      await kubectl(['get', 'events', '--namespace=default']),
      /Converted\s+namespace\/kube-session\s+all is well/,
    );
  });

  async function kubeconfigWith(text: string, folder: TemporaryFolder): Promise<string> {
    const cluster = await sharedCluster();
    return folder.write('old', {
      clusters: [{name: 'c', cluster: {server: cluster.server, 'certificate-authority': cluster.ca}}],
      users: [{name: 'u', user: {token: text}}],
      contexts: [{name: 'c', context: {cluster: 'c', user: 'u'}}],
      'current-context': 'c',
    });
  }
});
