import assert from 'node:assert/strict';
import {isTransient} from '../../../src/kube/api-error.ts';
import {loadSession} from '../../../src/kube/load-session.ts';
import {Rest} from '../../../src/kube/rest.ts';
import {FakeApiServer, tlsFile} from '../../support/fake-api-server.ts';
import {kubeconfigOf} from '../../support/kubeconfig-of.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';
import {TunnelProxy} from '../../support/tunnel-proxy.ts';

describe('session through a proxy', () => {
  for (const scheme of ['http', 'socks5'] as const) {
    it(`reaches the server through a ${scheme} proxy of the kubeconfig, and says so when that is away`, async () => {
      const folder = new TemporaryFolder();
      const server = await FakeApiServer.start('https');
      const proxy = await TunnelProxy.start(scheme);
      const cluster = {'certificate-authority': tlsFile('ca.crt'), 'proxy-url': proxy.url};
      const session = loadSession({
        kubeconfig: folder.write('config', kubeconfigOf(server.url, {token: 't'}, cluster)),
      });
      const rest = new Rest(session);
      for (let count = 0; count < 4; count++) await rest.get('/version');
      assert.ok(proxy.tunnels.length <= 2, 'the tunnels are used again');
      assert.equal(proxy.tunnels[0], new URL(server.url).host);
      await session.close();
      await proxy.stop();

      const again = loadSession({kubeconfig: folder.write('config', kubeconfigOf(server.url, {token: 't'}, cluster))});
      await assert.rejects(new Rest(again).get('/version'), isTransient);
      await again.close();
      await server.stop();
      folder.remove();
    });
  }
});
