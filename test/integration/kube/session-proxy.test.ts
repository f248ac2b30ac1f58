import assert from 'node:assert/strict';
import {isTransient} from '../../../src/kube/api-error.ts';
import {RawClient} from '../../support/raw-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {TunnelProxy} from '../../support/tunnel-proxy.ts';

describe('session through a proxy of the kubeconfig, to a real API server', function () {
  this.timeout(120_000);
  for (const scheme of ['http', 'socks5'] as const) {
    it(`reaches the server through a ${scheme} proxy, and says so when that is away`, async () => {
      const cluster = await sharedCluster();
      const proxy = await TunnelProxy.start(scheme);
      const client = await RawClient.open({proxy: proxy.url});
      for (let count = 0; count < 4; count++) await client.rest.get('/version');
      assert.ok(proxy.tunnels.length <= 2, 'the tunnels are used again');
      assert.equal(proxy.tunnels[0], new URL(cluster.server).host);
      await client.close();
      const {url} = proxy;
      await proxy.stop();

      const again = await RawClient.open({proxy: url});
      await assert.rejects(again.rest.get('/version'), isTransient);
      await again.close();
    });
  }
});
