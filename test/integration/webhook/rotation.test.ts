import assert from 'node:assert/strict';
import {operationsFor} from '../../../src/admission/webhook/operations-for.ts';
import {podCandidates} from '../../../src/admission/webhook/candidates.ts';
import {objectsAt} from '../../../src/domain/json.ts';
import {systemClock} from '../../../src/runtime/clock.ts';
import {LogDamper} from '../../../src/runtime/log-damper.ts';
import {Authority} from '../../../src/webhook/certificate/authority.ts';
import {CertificateSecret} from '../../../src/webhook/certificate/certificate-secret.ts';
import {CertificateWatch} from '../../../src/webhook/certificate/certificate-watch.ts';
import {validity} from '../../../src/webhook/certificate/key-pair.ts';
import {WebhookServer} from '../../../src/webhook/server/webhook-server.ts';
import {WebhookKeeper} from '../../../src/webhook/webhook-keeper.ts';
import {policy, podSpec} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {MemoryLog} from '../../support/memory-log.ts';
import {worldOf} from '../../support/reviews.ts';
import {WebhookScene} from './webhook-scene.ts';

const POLICIES = [policy({conversion: {...policy().conversion, delivery: 'Pod'}})];
/** Certificates that live for some seconds. */
const LIFETIME_SECONDS = 12;

describe('the webhook’s certificate', function () {
  this.timeout(300_000);
  let scene: WebhookScene;
  let server: WebhookServer;
  let keeper: WebhookKeeper;
  let watch: CertificateWatch;
  let ready = false;
  const served: string[] = [];

  before(async () => {
    scene = await WebhookScene.open('1.36');
    await scene.namespace('shop');
    const log = new MemoryLog();
    const common = {clock: systemClock, log, damper: new LogDamper(systemClock)};
    const secret = new CertificateSecret(scene.admin.rest);
    server = new WebhookServer({
      ...common,
      address: '127.0.0.1:0',
      isReady: () => true,
      decide: request => operationsFor(request, worldOf(POLICIES)),
      answered: () => undefined,
      lingers: 0,
      // Each shows whether the API server trusts what is served now.
      requestsPerConnection: 1,
    });
    await server.start();
    await scene.site.install();
    await scene.site.pointTo(server.port);
    const authority = new Authority({
      ...common,
      secret,
      hosts: ['127.0.0.1'],
      lifetimeSeconds: LIFETIME_SECONDS,
      stageSeconds: 2,
    });
    keeper = new WebhookKeeper({
      ...common,
      rest: scene.admin.rest,
      authorities: async told => authority.settle(told),
      policies: () => POLICIES,
      isWanted: () => true,
      isServing: () => served.length > 0,
      learn: state => {
        ready = state;
      },
    });
    watch = new CertificateWatch({
      ...common,
      source: 'the Secret',
      read: async () => (await secret.read()).material?.current,
      use: pair => {
        server.use(pair);
        served.push(pair.cert);
      },
    });
  });

  after(async () => {
    await server.stop();
    await scene.close();
  });

  async function look(): Promise<void> {
    await keeper.settle(podCandidates(POLICIES));
    await watch.look();
  }

  async function isConverted(): Promise<boolean> {
    const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'shop'}, spec: {...podSpec(), ...NO_TOKEN}};
    const created = await scene.admin.rest.create('/api/v1/namespaces/shop/pods', pod, {dryRun: true});
    return objectsAt(created, 'spec', 'initContainers').length === 1;
  }

  it('is renewed again and again, and no request is lost', async () => {
    await eventually('the webhook is in force', async () => {
      await look();
      return ready && (await isConverted());
    });
    let asked = 0;
    const lost: string[] = [];
    await eventually(
      'three certificates have followed the first',
      async () => {
        await look();
        for (let turn = 0; turn < 5; turn++, asked++) {
          if (!(ready && (await isConverted()))) lost.push(`request ${asked} with certificate ${served.length}`);
        }
        return served.length >= 4;
      },
      120,
      50,
    );
    assert.deepEqual(lost, []);
    assert.ok(asked > 100, String(asked));
    const [first = ''] = served;
    assert.ok(validity(first).to < Date.now());
  });
});

const NO_TOKEN = {automountServiceAccountToken: false};
