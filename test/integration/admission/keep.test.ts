import assert from 'node:assert/strict';
import {SKIP_LABEL} from '../../../src/api/constants.ts';
import {objectAt, objectsAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {objectOperations, reversionOperations} from '../../../src/domain/operations.ts';
import {reversionOf} from '../../../src/domain/reversion.ts';
import {TEMPLATE_KINDS} from '../../../src/domain/template-kinds.ts';
import {workloadOf} from '../../../src/domain/workload.ts';
import {container, podSpec, rule} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {KeepScene} from './keep-scene.ts';
import {generationOf, KeptWorkload, type Side, type Story} from './kept-workload.ts';

const READY = {httpGet: {path: '/ready', port: 8080}};
const LOG = container('log', {
  env: [
    {name: 'LEVEL', value: 'info'},
    {name: 'COLOUR', value: 'none'},
  ],
  ports: [{name: 'health', containerPort: 8080}],
  resources: {requests: {cpu: '10m', memory: '16Mi'}},
  readinessProbe: READY,
  lifecycle: {preStop: {exec: {command: ['sh', '-c', 'sleep 5']}}},
});
const PROXY = container('proxy', {startupProbe: {tcpSocket: {port: 1}}});
const APP = container('app');
const SETUP = {...container('setup'), command: ['true']};
const MANIFEST = podSpec([LOG, APP, PROXY], {initContainers: [SETUP]});
const RULES = [
  rule({names: ['log'], startup: {gate: 'Readiness', timeoutSeconds: 60}}),
  rule({
    names: ['proxy'],
    position: 'BeforeInit',
    startup: {gate: 'Probe', timeoutSeconds: 30, probe: {tcpSocket: {port: 2}}},
  }),
];
const CONVERTED = 'app | proxy* setup log*';

describe('under the keep policy, a converted', function () {
  this.timeout(120_000);
  let scene: KeepScene;
  let count = 0;

  before(async () => {
    scene = await KeepScene.open('keep-table');
  });

  after(async () => {
    await scene.close();
  });

  interface Stage {
    readonly workload: KeptWorkload;
    readonly manifest: JsonObject;
    /** As the operator has left it. */
    readonly converted: JsonObject;
  }

  async function staged(kind: Story['kind'], side: Side): Promise<Stage> {
    const workload = new KeptWorkload(scene, {kind, side, name: `shop-${count++}`});
    const manifest = workload.manifest(MANIFEST);
    await workload.apply(manifest);
    const converted = await workload.convert(RULES);
    assert.equal(workload.names(converted), CONVERTED);
    return {workload, manifest, converted};
  }

  /** The manifest with other containers. */
  function edited(workload: KeptWorkload, containers: readonly JsonObject[], more: JsonObject = {}): JsonObject {
    return workload.manifest({...MANIFEST, containers, ...more});
  }

  for (const kind of TEMPLATE_KINDS) {
    for (const side of ['client', 'server'] as const) {
      const title = `${kind}, applied from the ${side} side,`;

      it(`${title} is not changed by an unchanged apply, and kubectl diff finds nothing`, async () => {
        const {workload, manifest, converted} = await staged(kind, side);
        for (const _ of [1, 2]) {
          const after = await workload.apply(manifest);
          assert.equal(generationOf(after), generationOf(converted));
          assert.deepEqual(workload.spec(after), workload.spec(converted));
          assert.equal(workload.record(after), workload.record(converted));
        }
        assert.equal(await workload.diff(manifest), '');
      });

      it(`${title} takes a new image, and its sidecar too`, async () => {
        const {workload, converted} = await staged(kind, side);
        const containers = [{...LOG, image: 'log:2'}, {...APP, image: 'app:2'}, PROXY];
        const after = await workload.apply(edited(workload, containers));
        assert.equal(workload.names(after), CONVERTED);
        assert.equal(workload.container(after, 'log')['image'], 'log:2');
        assert.equal(workload.container(after, 'app')['image'], 'app:2');
        assert.deepEqual(
          withoutImage(workload.container(after, 'log')),
          withoutImage(workload.container(converted, 'log')),
        );
        assert.equal(workload.record(after), workload.record(converted));
      });

      it(`${title} takes a new env entry of its sidecar`, async () => {
        const {workload} = await staged(kind, side);
        const env = [...objectsAt(LOG, 'env'), {name: 'NEW', value: 'x'}];
        const after = await workload.apply(edited(workload, [{...LOG, env}, APP, PROXY]));
        assert.deepEqual(workload.container(after, 'log')['env'], env);
        assert.equal(workload.names(after), CONVERTED);
      });

      it(`${title} loses a sidecar that leaves the manifest, right after the conversion and later`, async () => {
        const {workload, manifest} = await staged(kind, side);
        // The second one is for an applier that applied in the second of its last apply: managedFields has no finer time.
        await workload.apply(edited(workload, [LOG, APP]));
        const without = await workload.apply(edited(workload, [LOG, APP]));
        assert.equal(workload.names(without), 'app | setup log*');
        assert.match(workload.record(without) ?? '', /^\[\{"n":"log"[^{}]*\}\]$/);
        await workload.apply(manifest);
        const none = await workload.apply(edited(workload, [APP]));
        assert.deepEqual([workload.names(none), workload.record(none)], ['app | setup', undefined]);
      });

      it(`${title} is released when the manifest declares its sidecars native: nothing rolls, and kubectl diff finds nothing`, async () => {
        const {workload, converted} = await staged(kind, side);
        const inits = objectsAt(workload.spec(converted), 'initContainers');
        const native = edited(workload, [APP], {initContainers: inits});
        const after = await workload.apply(native);
        assert.deepEqual(workload.spec(after), workload.spec(converted));
        assert.deepEqual(marks(after), []);
        assert.equal(await workload.diff(native), '');
      });

      it(`${title} is classic again with the skip label, and stays so`, async () => {
        const {workload, manifest} = await staged(kind, side);
        await workload.kubectl(['label', workload.reference, `${SKIP_LABEL}=true`]);
        const after = await workload.apply(manifest);
        assert.equal(workload.names(after), 'log app proxy | setup');
        assert.deepEqual(marks(after), []);
        await workload.kubectl(['label', workload.reference, `${SKIP_LABEL}-`]);
        assert.equal(workload.names(await workload.apply(manifest)), 'log app proxy | setup');
      });

      it(`${title} keeps its record when somebody takes it away or writes another`, async () => {
        const {workload, converted} = await staged(kind, side);
        for (const change of [`${RECORD}-`, `${RECORD}=[]`]) {
          await workload.kubectl(['annotate', '--overwrite', workload.reference, change]);
          const after = await workload.get();
          assert.equal(workload.record(after), workload.record(converted));
          assert.equal(generationOf(after), generationOf(converted));
        }
      });

      it(`${title} can be put back by the operator, and applied again then`, async () => {
        const {workload, manifest, converted} = await staged(kind, side);
        const now = workloadOf(kind, converted);
        const back = await scene.admin.rest.jsonPatch(workload.path, reversionOperations(now, reversionOf(now)));
        assert.equal(workload.names(back), 'log app proxy | setup');
        assert.equal(workload.names(await workload.apply(manifest)), 'log app proxy | setup');
      });

      it(`${title} takes patches of one field of a sidecar, and keeps the others`, async () => {
        const {workload, converted} = await staged(kind, side);
        const patch = inTemplate(kind, {
          containers: [{name: 'log', image: 'log:3', resources: {requests: {cpu: '20m'}}}],
        });
        const after = await scene.admin.rest.strategicPatch(workload.path, patch, {fieldManager: 'kubectl-patch'});
        const log = workload.container(after, 'log');
        assert.deepEqual(log, {
          ...workload.container(converted, 'log'),
          image: 'log:3',
          resources: {requests: {cpu: '20m', memory: '16Mi'}},
        });
        assert.equal(workload.names(after), CONVERTED);
        assert.equal(workload.record(after), workload.record(converted));
      });
    }

    it(`${kind} is converted again when it is replaced by the classic manifest`, async () => {
      const {workload, manifest, converted} = await staged(kind, 'client');
      // Its controller may write the status between kubectl's read and its write.
      await eventually('it is replaced', async () => workload.kubectl(['replace', '--filename=-'], manifest));
      const after = await workload.get();
      assert.deepEqual(workload.spec(after), workload.spec(converted));
      assert.equal(workload.record(after), workload.record(converted));
    });

    it(`${kind} takes kubectl set image and set env of its sidecar`, async () => {
      const {workload, converted} = await staged(kind, 'client');
      await workload.kubectl(['set', 'image', workload.reference, 'app=app:5', 'log=log:5']);
      await workload.kubectl(['set', 'env', workload.reference, '--containers=log', 'MORE=1']);
      const after = await workload.get();
      assert.equal(workload.container(after, 'log')['image'], 'log:5');
      assert.equal(objectsAt(workload.container(after, 'log'), 'env').length, 3);
      assert.equal(workload.names(after), CONVERTED);
      assert.equal(workload.record(after), workload.record(converted));
    });
  }

  it('Deployment stays converted through scale and a rollout undo to the classic revision', async () => {
    const workload = new KeptWorkload(scene, {kind: 'Deployment', side: 'client', name: `shop-${count++}`});
    await workload.apply(workload.manifest(MANIFEST));
    // There is a classic revision to go back to only once the controller has seen it.
    await workload.kubectl(['rollout', 'status', workload.reference, '--timeout=60s']);
    const converted = await workload.convert(RULES);
    await workload.kubectl(['rollout', 'status', workload.reference, '--timeout=60s']);
    await workload.kubectl(['scale', workload.reference, '--replicas=0']);
    assert.deepEqual(workload.spec(await workload.get()), workload.spec(converted));
    await workload.kubectl(['rollout', 'undo', workload.reference]);
    const after = await workload.get();
    assert.deepEqual(workload.spec(after), workload.spec(converted));
    assert.equal(workload.record(after), workload.record(converted));
  });

  it('Deployment loses an env entry that a server-side apply no longer has, in the first apply after the conversion', async () => {
    const {workload} = await staged('Deployment', 'server');
    const after = await workload.apply(edited(workload, [{...LOG, env: objectsAt(LOG, 'env').slice(1)}, APP, PROXY]));
    assert.deepEqual(workload.container(after, 'log')['env'], objectsAt(LOG, 'env').slice(1));
  });

  it('Deployment follows another readiness probe, another sleep, and a hook that is no sleep', async () => {
    const {workload} = await staged('Deployment', 'server');
    const ready = {httpGet: {path: '/other', port: 9090}, timeoutSeconds: 3};
    const sleeping = {...LOG, readinessProbe: ready, lifecycle: {preStop: {sleep: {seconds: 7}}}};
    const first = await workload.apply(edited(workload, [sleeping, APP, PROXY]));
    const gate = objectAt(workload.container(first, 'log'), 'startupProbe');
    assert.deepEqual(
      [valueAt(gate, 'httpGet', 'path'), gate['timeoutSeconds'], gate['failureThreshold']],
      ['/other', 3, 60],
    );
    assert.match(workload.record(first) ?? '', /"n":"log","i":0,"t":60,"h":1,"s":7/);
    const working = {...sleeping, lifecycle: {preStop: {exec: {command: ['sh', '-c', 'flush']}}}};
    const second = await workload.apply(edited(workload, [working, APP, PROXY]));
    assert.deepEqual(valueAt(workload.container(second, 'log'), 'lifecycle', 'preStop', 'exec', 'command'), [
      'sh',
      '-c',
      'flush',
    ]);
    assert.match(workload.record(second) ?? '', /"n":"log","i":0,"t":60(?:,"o"|\})/);
  });

  it('Deployment keeps what a second applier has set when the first one applies again', async () => {
    const {workload, manifest} = await staged('Deployment', 'server');
    await workload.apply(manifest);
    const setting = {name: 'proxy', resources: {requests: {cpu: '30m'}}};
    const {apiVersion, kind, metadata} = manifest;
    const {name, namespace} = metadata as JsonObject;
    const tuning = {
      apiVersion,
      kind,
      metadata: {name, namespace},
      spec: inTemplate('Deployment', {containers: [setting]})['spec'],
    };
    await workload.kubectl(
      ['apply', '--server-side', '--force-conflicts', '--field-manager=tuner', '--filename=-'],
      tuning,
    );
    const tuned = await workload.get();
    assert.equal(workload.names(tuned), CONVERTED);
    assert.equal(valueAt(workload.container(tuned, 'proxy'), 'resources', 'requests', 'cpu'), '30m');
    assert.deepEqual(workload.spec(await workload.apply(manifest)), workload.spec(tuned));
  });

  it('Deployment is classic again when no main container would be left', async () => {
    const {workload} = await staged('Deployment', 'server');
    const after = await workload.apply(edited(workload, [LOG, PROXY]));
    assert.equal(workload.names(after), 'log proxy | setup');
    assert.deepEqual(marks(after), []);
  });

  it('Deployment is converted again when somebody else than the operator undoes the conversion', async () => {
    const {workload, converted} = await staged('Deployment', 'client');
    const now = workloadOf('Deployment', converted);
    const patch = objectOperations(
      now,
      {...reversionOf(now), record: [], switches: {set: [], mark: []}, delivery: 'Template', rules: []},
      {policy: 'shop/shop'},
    );
    const after = await scene.admin.rest.jsonPatch(workload.path, patch, {fieldManager: 'somebody'});
    assert.equal(workload.names(after), CONVERTED);
    assert.equal(workload.record(after), workload.record(converted));
  });

  it('Deployment is classic again once its namespace has the skip label', async () => {
    const {workload, manifest} = await staged('Deployment', 'server');
    const skip = async (change: string): Promise<void> => {
      await scene.cluster.kubectl(['label', 'namespace', scene.namespace, change]);
    };
    await skip(`${SKIP_LABEL}=true`);
    try {
      await eventually('it is classic', async () => {
        return workload.names(await workload.apply(manifest)) === 'log app proxy | setup';
      });
    } finally {
      await skip(`${SKIP_LABEL}-`);
    }
  });
});

const RECORD = 'outrigger.dev/record';

function withoutImage(one: JsonObject): JsonObject {
  const {image: _, ...others} = one;
  return others;
}

function marks(object: JsonObject): readonly string[] {
  return Object.keys(objectAt(object, 'metadata', 'annotations')).filter(key => key.startsWith('outrigger.dev/'));
}

function inTemplate(kind: Story['kind'], spec: JsonObject): JsonObject {
  const template = {spec: {template: {spec}}};
  return kind === 'CronJob' ? {spec: {jobTemplate: template}} : template;
}
