import assert from 'node:assert/strict';
import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {deployment, podSpec} from '../../support/builders.ts';
import {runCliProcess} from '../../support/cli-process.ts';
import {Closing} from '../../support/closing.ts';
import {eventually} from '../../support/eventually.ts';
import {leftOfOutrigger} from '../../support/left-of-outrigger.ts';
import {nativesOf} from '../../support/natives-of.ts';
import type {Operator} from '../../support/operator.ts';
import {KeptWorkload} from '../admission/kept-workload.ts';
import {PodStage} from '../admission/pod-stage.ts';
import {page} from '../../unit/docs/markdown.ts';
import {WebhookScene} from './webhook-scene.ts';
import {webhookInForce} from './webhook-site.ts';

const SPEC = podSpec(undefined, {automountServiceAccountToken: false});
const POD = {
  labels: {app: 'shop', name: 'web', 'pod-template-hash': '5c9'},
  owner: 'ReplicaSet/web-5c9',
  spec: SPEC,
};
const SIDECARS = [{match: {names: ['log']}}];
const DUPLICATE = /initContainers\[0\]\.name: Duplicate value: "log"/;
const CONFIGURATION = 'mutatingwebhookconfiguration.admissionregistration.k8s.io/zz-outrigger';

describe('an Outrigger with the webhook', function () {
  this.timeout(240_000);
  const closing = new Closing();
  let scene: WebhookScene;
  let stage: PodStage;
  let operator: Operator;
  /** One whose template is converted; in `shop`, pods are. */
  let kept: KeptWorkload;
  let classic: JsonObject;

  before(async function () {
    this.timeout(900_000);
    scene = await WebhookScene.open('1.34');
    closing.add(async () => scene.close());
    stage = new PodStage(scene.cluster, scene.admin);
    for (const name of ['shop', 'kept']) await scene.namespace(name);
    const place = {cluster: scene.cluster, admin: scene.admin, namespace: 'kept'};
    kept = new KeptWorkload(place, {kind: 'Deployment', side: 'server', name: 'web'});
    classic = kept.manifest(podSpec());
    await kept.apply(classic);
    const template = {labels: {app: 'shop', name: 'web'}};
    const web = deployment(SPEC, {metadata: {name: 'web', namespace: 'shop'}, template, spec: {replicas: 1}});
    await scene.admin.create('Deployment', 'shop', web);
  });

  after(async () => closing.close());

  describe('whose namespace was deleted alone', () => {
    before(async () => {
      await scene.site.install();
      await converts();
      await scene.cluster.kubectl(['delete', 'namespace', OPERATOR_NAMESPACE, '--timeout=120s']);
      await operator.kill();
      await scene.site.pointToService();
    });

    it('leaves its configuration, which docs/operating.md says how to remove', async () => {
      assert.ok((await leftOfOutrigger(scene.cluster)).includes(CONFIGURATION));
      const [line = ''] =
        /^ *kubectl delete mutatingwebhookconfigurations .*$/m.exec(page('docs/operating.md').text) ?? [];
      const [, ...words] = line.trim().split(' ');
      assert.match(await scene.cluster.kubectl([...words, '--dry-run=server']), /"zz-outrigger" deleted/);
    });

    it('keeps nobody from creating pods, which are as their templates say', async () => {
      const begun = performance.now();
      assert.deepEqual(nativesOf(await stage.dryRun('shop', POD)), []);
      assert.ok(performance.now() - begun < 2500);
    });

    it('lets the old manifest of a converted template be refused', async () => {
      await assert.rejects(kept.apply(classic), DUPLICATE);
      assert.equal(kept.names(await kept.get()), 'app | log*');
    });

    it('is removed by uninstall --revert, which puts back by itself and leaves nothing', async () => {
      await uninstalled('--revert', /Nothing of Outrigger is left in the cluster\./);
      assert.equal(kept.names(await kept.apply(classic)), 'app log | ');
    });
  });

  describe('that works', () => {
    before(async () => {
      await scene.installAgain();
      await converts();
    });

    it('is removed by uninstall --keep, which says that nobody keeps what stays converted', async () => {
      await uninstalled('--keep', /1 workload stays converted .* No keep policy is there: /);
      assert.equal(kept.names(await kept.get()), 'app | log*');
      await assert.rejects(kept.apply(classic), DUPLICATE);
    });
  });

  /** Starts an operator, and waits until it has converted a template and a pod. */
  async function converts(): Promise<void> {
    await scene.policy('shop', {sidecars: SIDECARS, conversion: {mode: 'Enforce', delivery: 'Pod'}});
    await scene.policy('kept', {sidecars: SIDECARS, conversion: {mode: 'Enforce', delivery: 'Template'}});
    operator = await scene.start();
    await webhookInForce(operator);
    await eventually('a template is converted', async () => kept.names(await kept.get()) === 'app | log*');
    await stage.becomes(['log'], 'shop', POD);
    await scene.cluster.kubectl(['delete', 'pods', '--all', '--namespace=shop']);
    await eventually('a pod is converted', async () => (await natives()) === 'log');
  }

  async function uninstalled(choice: '--revert' | '--keep', says: RegExp): Promise<void> {
    const options = ['uninstall', choice, '--yes', '--kubeconfig', scene.cluster.kubeconfig];
    const {code, stdout, stderr} = await runCliProcess(options);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout.replaceAll(/\s+/g, ' '), says);
    assert.deepEqual(await leftOfOutrigger(scene.cluster), []);
    // The pod that was converted stays as long as it lives; new ones are as Git says.
    assert.equal(await natives(), 'log');
    await stage.becomes([], 'shop', POD);
  }

  async function natives(): Promise<string> {
    return [...(await stage.nativesByPod('shop', 'web')).values()].join('|');
  }
});
