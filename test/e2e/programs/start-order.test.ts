import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {runCli} from '../../support/run-cli.ts';
import {sharedNodeCluster} from '../../support/shared-node-cluster.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';
import {BUILD_TIMEOUT_MS} from '../../support/test-builder.ts';
import {shell} from '../conversion/scripts.ts';
import {deployment, onlyReadyPod} from '../failure/deployment.ts';
import {IDLE} from '../idle.ts';
import {statusOf} from '../jobs/job-facts.ts';
import {Scene} from '../scene.ts';
import {COLLECTOR_COMMAND, COLLECTOR_IMAGE, loadCollector} from './collector-image.ts';

const HEALTH = {httpGet: {path: '/', port: 13133}};
/** Of docs/systems/otel-collector.md. */
const GATE = {gate: 'Probe', timeoutSeconds: 120, probe: HEALTH};

describe('an app beside a native OpenTelemetry Collector that takes long to start', function () {
  this.timeout(120_000);
  const folder = new TemporaryFolder();
  let scene: Scene;

  before(async function () {
    this.timeout(BUILD_TIMEOUT_MS);
    await loadCollector(await sharedNodeCluster());
    scene = await Scene.open('e2e-start-order');
  });

  after(async () => {
    folder.remove();
    await (scene as Scene | undefined)?.close();
  });

  it('is not held: whoever only collects must not become a reason not to start', async () => {
    await scene.create('Deployment', await native('free', {}));
    const word = await eventually('the app has started', () => scene.linesOf('free')[0]);
    assert.equal(word, 'the collector is not up');
    begin('free');
    const pod = await onlyReadyPod(scene, 'free');
    assert.equal(statusOf(pod, 'app')?.['restartCount'], 0);
  });

  it('is held until the health check answers, where the policy asks for that', async () => {
    await scene.create('Deployment', await native('held', {startup: GATE}));
    await eventually('the kubelet has asked in vain', async () => (await failedStarts()).length > 0);
    const pod = (await scene.list('Pod')).find(each => stringAt(each, 'metadata', 'labels', 'app') === 'held');
    assert.ok(pod !== undefined);
    assert.equal(stringAt(statusOf(pod, 'app'), 'state', 'waiting', 'reason'), 'PodInitializing');
    assert.deepEqual(scene.linesOf('held'), []);
    begin('held');
    await onlyReadyPod(scene, 'held');
    const word = await eventually('the app has said its word', () => scene.linesOf('held')[0]);
    assert.equal(word, 'the collector is up');
  });

  /** The Deployment as `outrigger convert` writes it for a policy with these fields. */
  async function native(name: string, fields: JsonObject): Promise<JsonObject> {
    const policy = folder.write(`${name}.yaml`, {
      apiVersion: 'outrigger.dev/v1alpha1',
      kind: 'SidecarPolicy',
      metadata: {name},
      spec: {sidecars: [{profile: 'otel-collector', ...fields}]},
    });
    const stdin = JSON.stringify({apiVersion: 'apps/v1', kind: 'Deployment', ...classic(name)});
    const {code, stdout, stderr} = await runCli(['convert', '-', '--policy', policy], {stdin});
    assert.deepEqual([code, stderr], [0, '']);
    return parse(stdout) as JsonObject;
  }

  /** The app says once whether the collector is up; that begins when the test wants it to. */
  function classic(name: string): JsonObject {
    const mounts = {volumeMounts: [{name: 'sink', mountPath: '/sink'}]};
    const app = `
      wget -q -O /dev/null http://127.0.0.1:13133/ && not= || not='not '
      echo "the collector is \${not}up" >> /sink/${name}
      ${IDLE}`;
    const collector = `until [ -e /sink/begin-${name} ]; do sleep 0.1; done; exec ${COLLECTOR_COMMAND.join(' ')}`;
    const fields = {image: COLLECTOR_IMAGE, readinessProbe: {...HEALTH, periodSeconds: 1}, ...mounts};
    const containers = [shell('app', app, mounts), shell('otel-collector', collector, fields)];
    return deployment(name, containers, {volumes: [scene.sinkVolume]});
  }

  function begin(name: string): void {
    writeFileSync(join(scene.sink, `begin-${name}`), '');
  }

  /** Events of startup probes that were not answered. */
  async function failedStarts(): Promise<readonly JsonObject[]> {
    const events = await scene.list('Event');
    return events.filter(event => stringAt(event, 'note')?.startsWith('Startup probe failed') === true);
  }
});
