import assert from 'node:assert/strict';
import {join} from 'node:path';
import {numberAt, objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {goModules} from '../../cluster/programs/modules.ts';
import {Helm} from '../../integration/helm/helm.ts';
import {PodStage} from '../../integration/admission/pod-stage.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedNodeCluster} from '../../support/shared-node-cluster.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';
import {BUILD_TIMEOUT_MS} from '../../support/test-builder.ts';
import {JobFacts} from '../jobs/job-facts.ts';
import {stuckJob} from '../jobs/stuck-job.ts';
import {Scene} from '../scene.ts';
import {APP_THAT_NEEDS_ITS_PROXY, LOG_SHIPPER, SLOW_PROXY} from './scripts.ts';

const NAMESPACE = 'e2e-pods';
const CHART = join(import.meta.dirname, '..', '..', 'fixtures', 'helm', 'ordered');
const OLD = 'outrigger.test/busybox:1';
const NEW = 'outrigger.test/busybox:2';
const ANSWERS = {exec: {command: ['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:9000/']}};
const POLICY = {
  target: {kinds: ['Deployment', 'CronJob', 'Job', 'Pod']},
  sidecars: [
    {match: {names: ['proxy']}, startup: {gate: 'Probe', probe: {...ANSWERS, periodSeconds: 1, failureThreshold: 30}}},
    {match: {names: ['log']}},
  ],
  conversion: {mode: 'Enforce', delivery: 'Auto'},
};

describe('while the operator is down, on a real node', function () {
  this.timeout(120_000);
  const folder = new TemporaryFolder();
  let cluster: Cluster;
  let scene: Scene;
  let stage: PodStage;
  let helm: Helm;

  before(async function () {
    this.timeout(BUILD_TIMEOUT_MS);
    cluster = await sharedNodeCluster();
    helm = await Helm.of(goModules.helm4, cluster);
    await cluster.loadImage({name: NEW});
    scene = await Scene.open(NAMESPACE);
    stage = new PodStage(cluster, scene.admin);
    await stage.allow();
    await scene.startOperator();
    await scene.follow('shop', POLICY);
    await stage.becomes(['log'], NAMESPACE);
    await scene.operator.stop();
  });

  after(async () => {
    (helm as Helm | undefined)?.remove();
    folder.remove();
    await (scene as Scene | undefined)?.close();
    await (stage as PodStage | undefined)?.clear();
  });

  async function release(verb: 'install' | 'upgrade', image: string): Promise<JsonObject> {
    const scripts = {app: APP_THAT_NEEDS_ITS_PROXY, proxy: SLOW_PROXY, log: LOG_SHIPPER};
    const values = folder.write('values.json', JSON.stringify({image, sink: scene.sink, scripts}));
    await helm.run(verb, 'shop', CHART, `--namespace=${NAMESPACE}`, `--values=${values}`);
    return eventually(
      `the pod with ${image} is ready, alone`,
      async () => {
        const pods = (await scene.list('Pod')).filter(pod => stringAt(pod, 'metadata', 'labels', 'app') === 'shop');
        const [pod, ...others] = pods;
        return others.length === 0 && isReady(pod) && imageOf(pod) === image && pod;
      },
      90,
    );
  }

  it('a chart with classic sidecars is installed, and its pod is native: the app finds its proxy', async () => {
    const pod = await release('install', OLD);
    assert.deepEqual(nativesIn(pod), ['log', 'proxy']);
    assert.equal(restartsOf(pod, 'app'), 0);
  });

  it('helm upgrade changes the image: the new pod is native, and the old one stopped in order, its last word kept', async () => {
    const pod = await release('upgrade', NEW);
    assert.deepEqual(nativesIn(pod), ['log', 'proxy']);
    assert.equal(restartsOf(pod, 'app'), 0);
    await eventually('the last word of the old pod is in the sink', () =>
      scene.linesOf('lines').includes('the last word'),
    );
    assert.deepEqual(scene.linesOf('times'), ['app stops', 'proxy stops']);
  });

  it('the stored Deployment is as the chart says', async () => {
    const spec = valueAt(await scene.get('Deployment', 'shop'), 'spec', 'template', 'spec');
    assert.deepEqual(
      objectsAt(spec, 'containers').map(({name}) => name),
      ['app', 'log', 'proxy'],
    );
    assert.deepEqual(objectsAt(spec, 'initContainers'), []);
  });

  it('a Job that kubectl creates completes by itself', async () => {
    const manifest = {apiVersion: 'batch/v1', kind: 'Job', ...stuckJob({name: 'report'}, scene.sinkVolume)};
    await cluster.kubectl(['create', `--namespace=${NAMESPACE}`, '--filename=-'], JSON.stringify(manifest));
    const facts = new JobFacts(scene, 'report');
    assert.equal((await facts.end()).type, 'Complete');
    const [pod] = await facts.pods();
    assert.deepEqual(nativesIn(pod), ['log']);
  });
});

function nativesIn(pod: JsonObject | undefined): readonly unknown[] {
  const natives = objectsAt(pod, 'spec', 'initContainers').filter(({restartPolicy}) => restartPolicy === 'Always');
  return natives.map(({name}) => name);
}

function restartsOf(pod: JsonObject, container: string): number | undefined {
  const status = objectsAt(pod, 'status', 'containerStatuses').find(({name}) => name === container);
  return numberAt(status, 'restartCount');
}

function imageOf(pod: JsonObject | undefined): unknown {
  return objectsAt(pod, 'spec', 'containers')[0]?.['image'];
}

function isReady(pod: JsonObject | undefined): boolean {
  return objectsAt(pod, 'status', 'conditions').some(({type, status}) => type === 'Ready' && status === 'True');
}
