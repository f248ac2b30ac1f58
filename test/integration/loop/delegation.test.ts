import assert from 'node:assert/strict';
import {objectAt, stringAt, stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {container, cronJob, deployment, podSpec} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {injectorIn, removeInjector} from './injector.ts';
import {Kubelet} from './kubelet.ts';
import {Lab} from './lab.ts';

const NAMESPACE = 'loop-delegation';
const SWITCH = 'sidecar.istio.io/nativeSidecar';
const ISTIO = {sidecars: [{profile: 'istio'}]};
const APP = podSpec([container('app')]);

/** The injector is an admission policy that does to pods what Istio's webhook does, in an old and in a new version. */
describe('a sidecar that an injector adds', function () {
  this.timeout(120_000);
  let cluster: Cluster;
  let lab: Lab;
  let kubelet: Kubelet;

  before(async () => {
    cluster = await sharedCluster();
    lab = await Lab.open(NAMESPACE);
    await injectorIn(cluster, NAMESPACE);
    kubelet = await Kubelet.start(lab.admin.rest, NAMESPACE);
    await lab.start();
  });

  after(async () => {
    await kubelet.stop();
    await lab.close();
    await removeInjector(cluster, NAMESPACE);
  });

  it('is delegated: the switch is set in one write, and counts once a native pod is seen', async () => {
    await lab.create('Deployment', asking('web', {spec: {replicas: 2}}));
    await lab.policyFor('web', 'web', ISTIO);
    await lab.counts('web', {delegated: 1});
    assert.deepEqual(await switchesOf('web'), [SWITCH, 'true']);
    assert.equal(lab.writes('web'), 1);
    await lab.settles('web', {selected: 1, done: 1, delegated: 1});
    await eventually('both Events are sent', () => lab.proxy.events('Deployment', 'web').length >= 2);
    assert.deepEqual(lab.proxy.events('Deployment', 'web'), ['Delegated', 'ConversionProven']);
    assert.equal(lab.condition('web', 'Progressing')?.['reason'], 'Complete');
  });

  it('waits as InjectorTooOld where the injector ignores the switch, and holds up nothing', async () => {
    await lab.create('Deployment', asking('old', {spec: {replicas: 1}, labels: {injector: 'old'}}));
    await lab.policyFor('old', 'old', ISTIO);
    await logged('old', 'InjectorTooOld');
    await lab.counts('old', {pending: 1, delegated: 0});
    assert.equal(lab.writes('old'), 1);
    await eventually('nothing is left to do', () => lab.condition('old', 'Progressing')?.['reason'] === 'Complete');
  });

  it('waits as AwaitsPod where there is no pod that would show it', async () => {
    await lab.create('Deployment', asking('empty'));
    await lab.policyFor('empty', 'empty', ISTIO);
    await logged('empty', 'AwaitsPod');
    await lab.counts('empty', {pending: 1});
    await lab.change('Deployment', 'empty', {spec: {replicas: 1}});
    await lab.counts('empty', {delegated: 1});
  });

  it('is left as it is where its injector makes it native without being told', async () => {
    const template = {labels: {app: 'shop', name: 'default', injector: 'default'}};
    await lab.create('Deployment', asking('default', {spec: {replicas: 1}, labels: template.labels}));
    await eventually('its pod runs', async () => {
      const [pod] = await podsOf('default');
      return stringAt(pod, 'status', 'phase') === 'Running';
    });
    await lab.policyFor('default', 'default', ISTIO);
    await lab.counts('default', {delegated: 1});
    assert.equal(lab.writes('default'), 0);
  });

  for (const [name, how] of [
    ['client', []],
    ['server', ['--server-side']],
  ] as const) {
    it(`keeps its switch when kubectl apply ${how.join()} applies the old manifest, and an edited one`, async () => {
      await apply(asking(name), how);
      await lab.policyFor(name, name, ISTIO);
      await eventually('the switch is set', async () => (await switchesOf(name)).includes('true'));
      await apply(asking(name), how);
      await apply(asking(name, {pods: podSpec([container('app', {image: 'registry.example/app:2.0'})])}), how);
      assert.deepEqual(await switchesOf(name), [SWITCH, 'true']);
      await lab.counts(name, {pending: 1, blocked: 0});
      assert.equal(lab.writes(name), 1);
    });
  }

  it('is delegated for a CronJob once a pod of its next run has it', async () => {
    const template = {labels: {name: 'report', 'sidecar.istio.io/inject': 'true'}};
    const object = cronJob(APP, {metadata: {name: 'report', namespace: NAMESPACE}, template});
    await lab.create('CronJob', {...object, spec: {...objectAt(object, 'spec'), suspend: true}});
    await lab.policyFor('report', 'report', ISTIO);
    await lab.counts('report', {rolling: 1}, 'CronJob');
    await cluster.kubectl(['create', 'job', 'report-1', '--from=cronjob/report', `--namespace=${NAMESPACE}`]);
    await lab.counts('report', {delegated: 1}, 'CronJob');
  });

  it('is found by an annotation of its namespace that comes later', async () => {
    await lab.deployment('late');
    await lab.policyFor('late', 'late', {sidecars: [{profile: 'linkerd'}]});
    await eventually('the policy is observed', () => lab.status('late')?.['selected'] === 0);
    await lab.admin.merge('Namespace', {name: NAMESPACE}, {metadata: {annotations: {'linkerd.io/inject': 'enabled'}}});
    await eventually('the switch is set', async () => (await switchesOf('late')).includes('true'));
    assert.equal((await switchesOf('late')).length, 2 * 3, 'one annotation for each version that has another');
    assert.equal(lab.writes('late'), 1);
  });

  it('goes back exactly when its policy is deleted with onDelete Revert', async () => {
    const before = await lab.create('Deployment', asking('back'));
    await lab.policyFor('back', 'back', {...ISTIO, conversion: {mode: 'Enforce', onDelete: 'Revert'}});
    await eventually('the switch is set', async () => (await switchesOf('back')).includes('true'));
    await lab.removePolicy('back');
    const after = await lab.admin.get('Deployment', NAMESPACE, 'back');
    assert.deepEqual(after['spec'], before['spec']);
    assert.deepEqual(marksOf(after), []);
    await eventually('it is told', () => lab.proxy.events('Deployment', 'back').at(-1) === 'Reverted');
  });

  it('is put back where its new pods do not come up', async () => {
    kubelet.decide((name, hasNative) => (name === 'broken' && hasNative ? 'Crashes' : 'Runs'));
    await lab.create('Deployment', asking('broken', {spec: {replicas: 1}}));
    await lab.policyFor('broken', 'broken', ISTIO);
    await lab.counts('broken', {failed: 1});
    assert.deepEqual(await switchesOf('broken'), []);
    assert.equal(lab.writes('broken'), 2);
  });

  interface Fields {
    readonly spec?: JsonObject;
    readonly labels?: JsonObject;
    readonly pods?: JsonObject;
  }

  /** A Deployment whose pods are to be injected; nothing of it runs unless `spec` says so. */
  function asking(name: string, {spec = {}, labels = {}, pods = APP}: Fields = {}): JsonObject {
    const template = {labels: {app: 'shop', name, 'sidecar.istio.io/inject': 'true', ...labels}};
    return deployment(pods, {metadata: {name, namespace: NAMESPACE}, template, spec: {replicas: 0, ...spec}});
  }

  async function apply(object: JsonObject, how: readonly string[]): Promise<void> {
    await cluster.kubectl(['apply', ...how, '--filename=-'], JSON.stringify(object));
  }

  async function switchesOf(name: string): Promise<readonly string[]> {
    const object = await lab.admin.get('Deployment', NAMESPACE, name);
    return Object.entries(stringMapAt(object, 'spec', 'template', 'metadata', 'annotations')).flat();
  }

  async function podsOf(name: string): Promise<readonly JsonObject[]> {
    const pods = await lab.admin.list('Pod', NAMESPACE);
    return pods.filter(pod => stringAt(pod, 'metadata', 'labels', 'name') === name);
  }

  function logged(name: string, reason: string): Promise<boolean> {
    return eventually(`${name} is logged as ${reason}`, () =>
      lab.operator.lines.some(line => line['name'] === name && line['reason'] === reason),
    );
  }
});

function marksOf(object: JsonObject): readonly string[] {
  return Object.keys(objectAt(object, 'metadata', 'annotations')).filter(key => key.startsWith('outrigger.dev/'));
}
