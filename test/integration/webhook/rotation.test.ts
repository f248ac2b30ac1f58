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
import {Closing} from '../../support/closing.ts';
import {eventually} from '../../support/eventually.ts';
import {MemoryLog} from '../../support/memory-log.ts';
import {worldOf} from '../../support/reviews.ts';
import {ServiceProxy} from '../../support/service-proxy.ts';
import {WebhookScene} from './webhook-scene.ts';

const POLICIES = [policy({conversion: {...policy().conversion, delivery: 'Pod'}})];
/** Certificates that live for some seconds. */
const LIFETIME_SECONDS = 30;
/** So many requests are answered by one replica alone with a new certificate. */
const AHEAD = 5;
const SENDERS = 3;
const NO_TOKEN = {automountServiceAccountToken: false};
const COMMON = {clock: systemClock, log: new MemoryLog(), damper: new LogDamper(systemClock)};

/** What serves the webhook, and each certificate that it has served, with the number of answers meanwhile. */
interface Replica {
  readonly server: WebhookServer;
  readonly watch: CertificateWatch;
  readonly served: {readonly cert: string; answers: number}[];
}

describe('the webhook’s certificate', function () {
  this.timeout(300_000);
  const closing = new Closing();
  let scene: WebhookScene;
  let leader: Replica;
  let standby: Replica;
  let keeper: WebhookKeeper;
  let ready = false;

  before(async () => {
    scene = await WebhookScene.open('1.36');
    closing.add(async () => scene.close());
    await scene.namespace('shop');
    const secret = new CertificateSecret(scene.admin.rest);
    // One is asked on a new connection each time, the other on connections that last over the swap.
    leader = await replicaOf(secret, 1);
    standby = await replicaOf(secret, 3);
    const service = await ServiceProxy.start([leader, standby].map(({server}) => server.port));
    closing.add(async () => service.stop());
    await scene.site.install();
    await scene.site.pointTo(service.port);
    keeper = keeperOf(secret);
  });

  after(async () => closing.close());

  async function replicaOf(secret: CertificateSecret, requestsPerConnection: number): Promise<Replica> {
    const served: Replica['served'] = [];
    const server = new WebhookServer({
      ...COMMON,
      address: '127.0.0.1:0',
      isReady: () => true,
      decide: request => operationsFor(request, worldOf(POLICIES)),
      answered: () => {
        const newest = served.at(-1);
        if (newest !== undefined) newest.answers++;
      },
      lingers: 0,
      requestsPerConnection,
    });
    await server.start();
    closing.add(async () => server.stop());
    const watch = new CertificateWatch({
      ...COMMON,
      source: 'the Secret',
      read: async () => (await secret.read()).material?.current,
      use: pair => {
        server.use(pair);
        served.push({cert: pair.cert, answers: 0});
      },
    });
    return {server, watch, served};
  }

  function keeperOf(secret: CertificateSecret): WebhookKeeper {
    const hosts = ['127.0.0.1'];
    const authority = new Authority({...COMMON, secret, hosts, lifetimeSeconds: LIFETIME_SECONDS, stageSeconds: 2});
    return new WebhookKeeper({
      ...COMMON,
      rest: scene.admin.rest,
      authorities: async told => authority.settle(told),
      policies: () => POLICIES,
      isWanted: () => true,
      isServing: () => standby.served.length > 0,
      learn: state => {
        ready = state;
      },
    });
  }

  /** The replica that waits for its turn hears of another certificate later than the leader. */
  async function look(): Promise<void> {
    await keeper.settle(podCandidates(POLICIES));
    await leader.watch.look();
    const answers = leader.served.at(-1)?.answers ?? 0;
    if (standby.served.length === 0 || answers >= AHEAD) await standby.watch.look();
  }

  async function isConverted(): Promise<boolean> {
    const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'shop'}, spec: {...podSpec(), ...NO_TOKEN}};
    const created = await scene.admin.rest.create('/api/v1/namespaces/shop/pods', pod, {dryRun: true});
    return objectsAt(created, 'spec', 'initContainers').length === 1;
  }

  /** One request after the other, until `isOver`. */
  async function send(isOver: () => boolean, lost: string[]): Promise<void> {
    while (!isOver()) {
      const which = `with certificates ${leader.served.length} and ${standby.served.length}`;
      try {
        if (!(await isConverted())) lost.push(`a pod stayed classic ${which}`);
      } catch (error) {
        lost.push(`${String(error)} ${which}`);
      }
    }
  }

  it('is renewed again and again, and no request is lost meanwhile, whichever replica has the new one first', async () => {
    await eventually('the webhook is in force', async () => {
      await look();
      return ready && (await isConverted());
    });
    let isOver = false;
    const lost: string[] = [];
    const sending = Promise.all(Array.from({length: SENDERS}, async () => send(() => isOver, lost)));
    try {
      await eventually(
        'three certificates have followed the first, in both replicas',
        async () => {
          await look();
          if (!ready) lost.push(`a probe with certificate ${leader.served.length}`);
          return standby.served.length >= 4;
        },
        120,
        50,
      );
    } finally {
      isOver = true;
      await sending;
    }
    assert.deepEqual(lost, []);
    const certificates = ({served}: Replica): readonly string[] => served.map(({cert}) => cert);
    assert.deepEqual(certificates(leader), certificates(standby));
    for (const {served} of [leader, standby]) {
      for (const {answers} of served.slice(0, -1)) assert.ok(answers >= AHEAD, String(answers));
    }
    assert.ok(validity(leader.served[0]?.cert ?? '').to < Date.now());
  });
});
