import assert from 'node:assert/strict';
import {meshWorkarounds, type MeshConfig} from '../../../../src/domain/workarounds/mesh-config.ts';

interface Case {
  readonly it: string;
  readonly mesh: MeshConfig;
  readonly config: unknown;
  /** `id verdict path`. */
  readonly finds: readonly string[];
}

const CASES: readonly Case[] = [
  {
    it: "finds Istio's hold for the whole mesh",
    mesh: 'Istio',
    config: {defaultConfig: {holdApplicationUntilProxyStarts: true}},
    finds: ['W12 Advice defaultConfig.holdApplicationUntilProxyStarts'],
  },
  {
    it: 'leaves a hold alone that is switched off',
    mesh: 'Istio',
    config: {defaultConfig: {holdApplicationUntilProxyStarts: false}},
    finds: [],
  },
  {
    it: "finds Istio's drain settings",
    mesh: 'Istio',
    config: {
      defaultConfig: {
        terminationDrainDuration: '30s',
        proxyMetadata: {
          EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true',
          MINIMUM_DRAIN_DURATION: '5s',
          ISTIO_META_DNS_CAPTURE: 'true',
        },
      },
    },
    finds: [
      'W15 Advice defaultConfig.terminationDrainDuration',
      'W15 Advice defaultConfig.proxyMetadata.EXIT_ON_ZERO_ACTIVE_CONNECTIONS',
      'W15 Advice defaultConfig.proxyMetadata.MINIMUM_DRAIN_DURATION',
    ],
  },
  {
    it: "finds the hold and the excluded ports of Istio's injector",
    mesh: 'IstioInjector',
    config: {
      global: {
        proxy: {holdApplicationUntilProxyStarts: true, excludeOutboundPorts: '5432', excludeInboundPorts: ''},
      },
    },
    finds: ['W12 Advice global.proxy.holdApplicationUntilProxyStarts', 'W13 Advice global.proxy.excludeOutboundPorts'],
  },
  {
    it: 'keeps what Linkerd still needs, and leaves its own ports alone',
    mesh: 'Linkerd',
    config: {
      proxy: {await: true, waitBeforeExitSeconds: 0},
      proxyInit: {ignoreInboundPorts: '4567,4568', ignoreOutboundPorts: '4567,4568,5432'},
    },
    finds: ['W12 Keep proxy.await', 'W13 Advice proxyInit.ignoreOutboundPorts'],
  },
  {
    it: "finds Linkerd's wait before the exit",
    mesh: 'Linkerd',
    config: {proxy: {await: false, waitBeforeExitSeconds: 20}},
    finds: ['W15 Advice proxy.waitBeforeExitSeconds'],
  },
  {it: 'finds nothing in what is no configuration', mesh: 'Istio', config: [1, null], finds: []},
];

describe("workarounds in a mesh's own configuration", () => {
  for (const {it: title, mesh, config, finds} of CASES) {
    it(title, () => {
      assert.deepEqual(
        meshWorkarounds(mesh, config).map(({id, verdict, path}) => `${id} ${verdict} ${path}`),
        finds,
      );
    });
  }

  it('tell the words that were found', () => {
    const [found] = meshWorkarounds('Istio', {defaultConfig: {terminationDrainDuration: '30s'}});
    assert.equal(found?.evidence, 'terminationDrainDuration: 30s');
  });
});
