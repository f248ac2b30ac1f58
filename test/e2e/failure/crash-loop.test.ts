import assert from 'node:assert/strict';
import {objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {shell} from '../conversion/scripts.ts';
import {Scene} from '../scene.ts';
import {deployment, putBackWithItsPod, runningDeployment, type Running} from './deployment.ts';

const DEADLINE_SECONDS = 600;

const APP = `
  mkdir -p /tmp/www && echo ready > /tmp/www/index.html
  trap 'exit 0' TERM
  httpd -f -p 127.0.0.1:8000 -h /tmp/www &
  wait`;

/** Gives up unless the app is there already: fine beside it, hopeless before it. */
const IMPATIENT_SIDECAR = `
  sleep 1
  wget -q -O /dev/null http://127.0.0.1:8000/ || exit 1
  trap 'exit 0' TERM
  touch /tmp/ready
  sleep 3600 &
  wait`;

describe('a Deployment on a real node whose native sidecar crash-loops', function () {
  this.timeout(120_000);
  let scene: Scene;
  let running: Running;

  before(async () => {
    scene = await Scene.open('e2e-crash-loop');
    const containers = [shell('app', APP), shell('log', IMPATIENT_SIDECAR)];
    running = await runningDeployment(scene, deployment('shop', containers));
    await scene.startOperator();
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => (scene as Scene | undefined)?.close());

  it('is put back at once, long before the deadline', async () => {
    const startup = {gate: 'Probe', probe: {exec: {command: ['test', '-e', '/tmp/ready']}}};
    await scene.follow('shop', {
      sidecars: [{match: {names: ['log']}, startup}],
      conversion: {mode: 'Enforce', rollout: {progressDeadlineSeconds: DEADLINE_SECONDS}},
    });
    const mark = await putBackWithItsPod(scene, running);
    assert.equal(mark.reason, 'CrashLoop');
    assert.match(mark.message, /container log .* crash-loops/);
    await scene.says('shop', {workloads: {failed: 1}});
    assert.equal(await scene.operator.metric('outrigger_reversions_total{kind="Deployment",reason="CrashLoop"}'), 1);
  });

  it('runs well in the pod that it had before', async () => {
    const name = stringAt(running.pod, 'metadata', 'name') ?? '';
    assert.equal(restarts(await scene.get('Pod', name)), 0);
  });
});

function restarts(pod: JsonObject): unknown {
  const statuses = objectsAt(pod, 'status', 'containerStatuses');
  return statuses.find(status => stringAt(status, 'name') === 'log')?.['restartCount'];
}
