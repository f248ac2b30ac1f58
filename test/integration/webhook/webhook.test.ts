import assert from 'node:assert/strict';
import {CONVERTED_BY_ANNOTATION, POLICY_ANNOTATION, SKIP_LABEL} from '../../../src/api/constants.ts';
import {objectAt, objectsAt, stringAt, stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import {TEMPLATE_KINDS, type TemplateKind} from '../../../src/domain/template-kinds.ts';
import {container, deployment, job, podSpec, rule} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import type {Operator} from '../../support/operator.ts';
import type {KubernetesVersion} from '../../cluster/cluster.ts';
import {freePort} from '../../cluster/process/free-port.ts';
import {generationOf, KeptWorkload, type Side} from '../admission/kept-workload.ts';
import {WebhookScene} from './webhook-scene.ts';
import {webhookInForce} from './webhook-site.ts';

const LOG = container('log', {readinessProbe: {httpGet: {path: '/ready', port: 8080}}});
const SPEC = podSpec([container('app'), LOG], {automountServiceAccountToken: false});
const POLICY = {
  target: {kinds: ['Deployment', 'Job', 'CronJob', 'Pod']},
  sidecars: [{match: {names: ['log']}}],
  conversion: {mode: 'Enforce', delivery: 'Pod'},
};
const SIDES: readonly Side[] = ['server', 'client'];
const VERSIONS: readonly KubernetesVersion[] = ['1.36', '1.34', '1.30'];

for (const version of VERSIONS) {
  describe(`the webhook on Kubernetes ${version}`, function () {
    this.timeout(900_000);
    let scene: WebhookScene;
    let operator: Operator;

    before(async () => {
      scene = await WebhookScene.open(version);
      assert.match(scene.cluster.version, new RegExp(`^v${version.replace('.', '\\.')}\\.`));
      for (const name of ['shop', 'kept', 'other']) await scene.namespace(name);
      await scene.policy('shop', POLICY);
    });

    after(async () => scene.close());

    const flags = version === '1.36' ? ['--admission=webhook'] : [];

    it('is not there until it is installed, and a workload waits for it', async () => {
      operator = await scene.start(flags);
      await scene.admin.create('Deployment', 'shop', deployment(SPEC, {metadata: {name: 'waits', namespace: 'shop'}}));
      await eventually('it says what is missing', () =>
        operator.lines.some(({message}) => message === 'webhook is not in force'),
      );
      await eventually('the workload waits', async () => {
        const policy = await scene.admin.get('SidecarPolicy', 'shop', 'shop');
        return pending(policy) === 1;
      });
      assert.deepEqual(names((await podsOf('waits'))[0]), ['app', 'log']);
    });

    it('is in force within half a minute of being installed', async () => {
      await scene.site.install();
      await webhookInForce(operator);
      const pods = objectsAt(await scene.site.configuration(), 'webhooks').find(
        one => one['name'] === 'pods.outrigger.dev',
      );
      const [condition] = objectsAt(pods, 'matchConditions');
      assert.equal(
        condition?.['expression'],
        "(request.namespace == 'shop' && object.spec.containers.exists(c, c.name == 'log'))",
      );
    });

    it('converts the pods of Deployments, Jobs and people, with marks', async () => {
      await scene.converts('shop', bare('ready'));
      await scene.admin.create('Deployment', 'shop', deployment(SPEC, {metadata: {name: 'web', namespace: 'shop'}}));
      await scene.admin.create('Job', 'shop', job(SPEC, {metadata: {name: 'once', namespace: 'shop'}}));
      await scene.admin.create('Pod', 'shop', bare('alone'));
      for (const name of ['web', 'once', 'alone']) {
        const [pod] = await podsOf(name);
        assert.deepEqual(names(pod), ['app', 'log*'], name);
        const annotations = stringMapAt(pod, 'metadata', 'annotations');
        assert.equal(annotations[POLICY_ANNOTATION], 'shop/shop');
        assert.equal(annotations[CONVERTED_BY_ANNOTATION], 'SidecarPolicy shop/shop');
      }
      const stored = await scene.admin.get('Deployment', 'shop', 'web');
      assert.equal(generationOf(stored), 1);
      assert.deepEqual(names({spec: objectAt(stored, 'spec', 'template', 'spec')}), ['app', 'log']);
    });

    it('is not asked about pods without a candidate, in other namespaces, or with the skip label', async () => {
      const asked = async (): Promise<number> => {
        const results = ['changed', 'unchanged', 'failed', 'refused'];
        const counts = await Promise.all(
          results.map(async result => operator.metric(`outrigger_admission_requests_total{result="${result}"}`)),
        );
        return counts.reduce((sum: number, count) => sum + (count ?? 0), 0);
      };
      // Its own look at whether it is reached comes through as well; so the pods are many more than those.
      const before = await asked();
      const plain = {...bare('plain'), spec: podSpec([container('app')], {automountServiceAccountToken: false})};
      const skipped = {...bare('skipped'), metadata: {name: 'skipped', labels: {[SKIP_LABEL]: 'true'}}};
      for (let turn = 0; turn < 10; turn++) {
        for (const [namespace, pod] of [
          ['shop', plain],
          ['other', bare('elsewhere')],
          ['shop', skipped],
        ] as const) {
          const created = await scene.admin.rest.create(`/api/v1/namespaces/${namespace}/pods`, pod, {dryRun: true});
          assert.ok(!names(created).some(name => name.endsWith('*')));
        }
      }
      assert.ok((await asked()) - before < 5);
    });

    it('leaves the pods of a workload alone that has the skip label itself', async () => {
      const metadata = {name: 'left', namespace: 'shop', labels: {[SKIP_LABEL]: 'true'}};
      await scene.admin.create('Deployment', 'shop', deployment(SPEC, {metadata, spec: {replicas: 0}}));
      await eventually('the operator has seen it', async () => {
        const policy = await scene.admin.get('SidecarPolicy', 'shop', 'shop');
        return objectAt(policy, 'status', 'workloads')['skipped'] === 1;
      });
      await scene.cluster.kubectl(['scale', 'deployment/left', '--namespace=shop', '--replicas=1']);
      assert.deepEqual(names((await podsOf('left'))[0]), ['app', 'log']);
    });

    for (const kind of TEMPLATE_KINDS) {
      for (const side of SIDES) {
        it(`keeps a converted ${kind} that is applied again from the ${side} side`, async () => keeps(kind, side));
      }
    }

    async function keeps(kind: TemplateKind, side: Side): Promise<void> {
      const workload = workloadIn(kind, side);
      const classic = workload.manifest(SPEC);
      await workload.apply(classic);
      const converted = await workload.convert([rule({names: ['log'], startup: GATE})]);
      assert.equal(workload.names(converted), 'app | log*');
      for (let turn = 0; turn < 2; turn++) {
        const again = await workload.apply(classic);
        assert.equal(generationOf(again), generationOf(converted));
        assert.deepEqual(workload.spec(again), workload.spec(converted));
        assert.equal(workload.record(again), workload.record(converted));
      }
      assert.equal(await workload.diff(classic), '');
      const newer = {...LOG, image: 'registry.example/log:2.0'};
      const changed = await workload.apply(workload.manifest({...SPEC, containers: [container('app'), newer]}));
      assert.equal(workload.names(changed), 'app | log*');
      assert.equal(workload.container(changed, 'log')['image'], 'registry.example/log:2.0');
      // Of one apply within the second of the last one nobody can tell; this comes after it (ADR 0017).
      const without = workload.manifest({...SPEC, containers: [container('app')]});
      await eventually('the sidecar has left', async () => workload.names(await workload.apply(without)) === 'app | ');
      assert.equal(workload.record(await workload.get()), undefined);
    }

    function workloadIn(kind: TemplateKind, side: Side, name = `${kind.toLowerCase()}-${side}`): KeptWorkload {
      return new KeptWorkload({cluster: scene.cluster, admin: scene.admin, namespace: 'kept'}, {kind, side, name});
    }

    describe('while nobody answers', () => {
      let workload: KeptWorkload;
      let classic: JsonObject;

      before(async () => {
        workload = workloadIn('Deployment', 'server', 'outage');
        classic = workload.manifest(SPEC);
        await workload.apply(classic);
        await workload.convert([rule({names: ['log'], startup: GATE})]);
        await operator.stop();
      });

      it('takes pods as they are, at once', async () => {
        const begun = performance.now();
        await scene.admin.create('Pod', 'shop', bare('outage'));
        assert.ok(performance.now() - begun < 2500);
        assert.deepEqual(names((await podsOf('outage'))[0]), ['app', 'log']);
      });

      it('refuses the old manifest of a converted template, as it does without Outrigger', async () => {
        await assert.rejects(workload.apply(classic), /initContainers\[0\]\.name: Duplicate value: "log"/);
        assert.equal(workload.names(await workload.get()), 'app | log*');
      });

      it('is as before once somebody answers again', async () => {
        operator = await scene.start(flags);
        await webhookInForce(operator);
        const converted = await workload.get();
        const again = await workload.apply(classic);
        assert.equal(generationOf(again), generationOf(converted));
        await scene.converts('shop', bare('again'));
      });
    });

    it('is answered by a replica that waits for its turn', async () => {
      const port = await freePort();
      const second = scene.spawn(port, flags);
      await eventually('it serves', () =>
        second.lines.some(({message}) => message === 'serving the admission webhook'),
      );
      await scene.site.pointTo(port);
      await eventually('it is asked', async () => {
        const created = await scene.admin.rest.create('/api/v1/namespaces/shop/pods', bare('second'), {dryRun: true});
        assert.ok(names(created).includes('log*'));
        return ((await second.metric('outrigger_admission_requests_total{result="changed"}')) ?? 0) > 0;
      });
      assert.ok(!second.lines.some(({message}) => message === 'working'));
      await second.stop();
      await scene.site.pointTo(scene.site.port);
    });

    async function podsOf(name: string): Promise<readonly JsonObject[]> {
      return eventually(`pods of ${name}`, async () => {
        const pods = await podOf(name);
        return pods.length > 0 ? pods : undefined;
      });
    }

    async function podOf(name: string): Promise<readonly JsonObject[]> {
      const pods = await scene.admin.list('Pod', 'shop');
      return pods.filter(pod => (stringAt(pod, 'metadata', 'name') ?? '').startsWith(name));
    }
  });
}

const GATE = {gate: 'Readiness' as const, timeoutSeconds: 60};

function bare(name: string): JsonObject {
  return {apiVersion: 'v1', kind: 'Pod', metadata: {name}, spec: SPEC};
}

/** Of both lists; `*`: native. */
function names(pod: JsonObject | undefined): readonly string[] {
  return ['containers', 'initContainers'].flatMap(list =>
    objectsAt(pod, 'spec', list).map(one => `${String(one['name'])}${one['restartPolicy'] === 'Always' ? '*' : ''}`),
  );
}

function pending(policy: JsonObject): unknown {
  return objectAt(policy, 'status', 'workloads')['pending'];
}
