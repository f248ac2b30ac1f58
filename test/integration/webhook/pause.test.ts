import assert from 'node:assert/strict';
import {WEBHOOK_SERVICE} from '../../../src/admission/webhook/configuration.ts';
import {operationsIn} from '../../../src/admission/webhook/review.ts';
import {toldBundle} from '../../../src/admission/webhook/settle-configuration.ts';
import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import {freePort} from '../../cluster/process/free-port.ts';
import {podSpec, rule} from '../../support/builders.ts';
import {runCliProcess} from '../../support/cli-process.ts';
import {Closing} from '../../support/closing.ts';
import {eventually} from '../../support/eventually.ts';
import {nativesOf} from '../../support/natives-of.ts';
import type {Operator} from '../../support/operator.ts';
import {asPod, review} from '../../support/reviews.ts';
import {WebhookClient} from '../../support/webhook-client.ts';
import {KeptWorkload} from '../admission/kept-workload.ts';
import {PodStage} from '../admission/pod-stage.ts';
import {WebhookScene} from './webhook-scene.ts';
import {webhookInForce} from './webhook-site.ts';

const NAMESPACES = ['shop', 'other'];
const POLICY = {
  target: {kinds: ['Pod']},
  sidecars: [{match: {names: ['log']}}],
  conversion: {mode: 'Enforce', delivery: 'Pod'},
};
const POD = asPod({spec: podSpec()});

describe('outrigger pause, with the webhook,', function () {
  this.timeout(120_000);
  const closing = new Closing();
  let scene: WebhookScene;
  let stage: PodStage;
  let standbyPort: number;
  let replicas: readonly Operator[];
  let clients: readonly WebhookClient[];

  before(async function () {
    this.timeout(900_000);
    scene = await WebhookScene.open('1.34');
    closing.add(async () => scene.close());
    stage = new PodStage(scene.cluster, scene.admin);
    standbyPort = await freePort();
    for (const namespace of NAMESPACES) {
      await scene.namespace(namespace);
      await scene.policy(namespace, POLICY);
    }
    await scene.site.install();
    await startBoth();
    const ca = toldBundle(await scene.site.configuration());
    const name = `${WEBHOOK_SERVICE}.${OPERATOR_NAMESPACE}.svc`;
    clients = [scene.site.port, standbyPort].map(port => new WebhookClient(port, ca, name));
    closing.add(async () => clients.forEach(client => client.close()));
    for (const namespace of NAMESPACES) await become(namespace, ['log']);
  });

  after(async () => closing.close());

  it('of a policy leaves new pods as they are, whichever replica is asked, also after a restart, until it is resumed', async () => {
    await run('pause', 'shop', '-n', 'shop');
    await become('shop', []);
    await become('other', ['log']);
    await restartBoth();
    assert.deepEqual([await natives('shop'), await moves('shop')], [[], [false, false]]);
    await become('other', ['log']);
    await run('resume', 'shop', '-n', 'shop');
    await become('shop', ['log']);
  });

  it('of everything leaves all new pods as they are, whichever replica is asked, also after a restart, until it is resumed', async () => {
    await run('pause', '--reason', 'a freeze');
    for (const namespace of NAMESPACES) await become(namespace, []);
    await restartBoth();
    for (const namespace of NAMESPACES) {
      assert.deepEqual([await natives(namespace), await moves(namespace)], [[], [false, false]], namespace);
    }
    await run('resume');
    for (const namespace of NAMESPACES) await become(namespace, ['log']);
  });

  it('keeps what is converted', async () => {
    const workload = new KeptWorkload(
      {cluster: scene.cluster, admin: scene.admin, namespace: 'shop'},
      {kind: 'Deployment', side: 'server', name: 'kept'},
    );
    const classic = workload.manifest(podSpec());
    await workload.apply(classic);
    await workload.convert([rule({names: ['log']})]);
    await run('pause');
    await become('shop', []);
    assert.equal(workload.names(await workload.apply(classic)), 'app | log*');
    await run('resume');
    await become('shop', ['log']);
  });

  async function run(...argv: readonly string[]): Promise<void> {
    const {code, stderr} = await runCliProcess([...argv, '--kubeconfig', scene.cluster.kubeconfig]);
    assert.deepEqual([code, stderr], [0, '']);
  }

  /** A leader, of which the API server asks, and a replica that waits for its turn. */
  async function startBoth(): Promise<void> {
    const leader = await scene.start();
    await webhookInForce(leader);
    const standby = scene.spawn(standbyPort);
    await eventually('the other one serves, too', () =>
      standby.lines.some(({message}) => message === 'serving the admission webhook'),
    );
    replicas = [leader, standby];
  }

  async function restartBoth(): Promise<void> {
    for (const replica of replicas.toReversed()) await replica.stop();
    await startBoth();
  }

  /** New pods of the namespace have these native sidecars, and each replica wants it so. */
  async function become(namespace: string, wanted: readonly string[]): Promise<void> {
    await stage.becomes(wanted, namespace);
    const isMoved = wanted.length > 0;
    await eventually(`the replicas say so of ${namespace}`, async () =>
      (await moves(namespace)).every(moved => moved === isMoved),
    );
    assert.ok(!replicas[1]?.lines.some(({message}) => message === 'working'));
  }

  async function natives(namespace: string): Promise<readonly unknown[]> {
    return nativesOf(await stage.dryRun(namespace));
  }

  /**
   * Whether each replica would move something in a new pod. The API server would not ask them of a pod that no policy
   * wants; it may not have heard yet which those are.
   */
  async function moves(namespace: string): Promise<readonly boolean[]> {
    return Promise.all(clients.map(async client => answerOf(client, namespace)));
  }

  /** Waits until it knows the cluster; before, it says 503. */
  async function answerOf(client: WebhookClient, namespace: string): Promise<boolean> {
    const body = await eventually('it answers', async () => {
      const received = await client.review(review({operation: 'CREATE', object: POD, namespace}));
      return received.status === 200 && received.body;
    });
    return operationsIn(JSON.parse(body)).length > 0;
  }
});
