import {copyFileSync} from 'node:fs';
import {join} from 'node:path';
import {ApiError} from '../../../src/kube/api-error.ts';
import {loadSession} from '../../../src/kube/load-session.ts';
import {Rest} from '../../../src/kube/rest.ts';
import {eventually} from '../../support/eventually.ts';
import {kubeconfigOf} from '../../support/kubeconfig-of.ts';
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
    await eventually('the ServiceAccount is there', async () =>
      admin.rest.get(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts/default`),
    );
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
    const ca = {'certificate-authority': cluster.ca};
    const kubeconfig = folder.write('old', kubeconfigOf(cluster.server, {token: first.trim()}, ca));
    const oldSession = loadSession({kubeconfig});
    const old = new Rest(oldSession);
    await eventually('the old token is refused', async () => {
      await whoAmI(rest);
      return whoAmI(old).then(
        () => false,
        error => error instanceof ApiError && error.status === 401,
      );
    });
    await whoAmI(rest);
    await Promise.all([session.close(), oldSession.close()]);
    folder.remove();
  });
});
