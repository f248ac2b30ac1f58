import assert from 'node:assert/strict';
import {objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {debianProgramUnavailableReason} from '../../cluster/programs/debian-program.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedNodeCluster} from '../../support/shared-node-cluster.ts';
import {BUILD_TIMEOUT_MS} from '../../support/test-builder.ts';
import {shell} from '../conversion/scripts.ts';
import {deployment, onlyReadyPod} from '../failure/deployment.ts';
import {converted} from '../put-back.ts';
import {Scene} from '../scene.ts';
import {loadNginx, NGINX, NGINX_IMAGE} from './nginx-image.ts';

const unavailable = debianProgramUnavailableReason(NGINX);

/**
 * Serves behind nginx. When it is told to stop it asks itself through nginx for two seconds, as slow users do, and says
 * what came of it.
 */
const APP = `
  mkdir -p /tmp/www && echo 'the shop' > /tmp/www/index.html
  httpd -p 127.0.0.1:8080 -h /tmp/www
  ask() { wget -q -O - http://127.0.0.1:8000/; }
  stop() {
    for again in $(seq 20); do
      ask > /dev/null || break
      sleep 0.1
    done
    answer=$(ask) || answer='nobody answers'
    echo "$answer" >> /sink/$HOSTNAME
    exit 0
  }
  trap stop TERM
  while true; do sleep 0.1; done`;

describe(`nginx in front of an app, on a real node${unavailable === undefined ? '' : ` (${unavailable})`}`, function () {
  this.timeout(120_000);
  let scene: Scene;

  before(async function () {
    this.timeout(BUILD_TIMEOUT_MS);
    // The title says why.
    if (unavailable !== undefined) this.skip();
    await loadNginx(await sharedNodeCluster());
    scene = await Scene.open('e2e-nginx');
    await scene.startOperator();
    await scene.create('Deployment', shop());
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => (scene as Scene | undefined)?.close());

  it('is gone before the app is, while it is a classic sidecar', async () => {
    assert.equal(await lastWordOf(await onlyReadyPod(scene, 'shop')), 'nobody answers');
  });

  it('passes requests on once it is native', async () => {
    await onlyReadyPod(scene, 'shop');
    await scene.follow('shop', {sidecars: [{profile: 'nginx'}], conversion: {mode: 'Enforce'}});
    await converted(scene, 'Deployment', 'shop');
    await scene.says('shop', {workloads: {converted: 1}});
    const pod = await onlyReadyPod(scene, 'shop');
    assert.deepEqual(
      objectsAt(pod, 'spec', 'initContainers').map(({name, restartPolicy}) => [name, restartPolicy]),
      [['shop-nginx', 'Always']],
    );
    const response = await fetch(`http://${stringAt(pod, 'status', 'podIP') ?? ''}:8000/`);
    assert.match(response.headers.get('server') ?? '', /^nginx/);
    assert.equal(await response.text(), 'the shop\n');
  });

  it('answers as long as the app runs, also while that stops', async () => {
    assert.equal(await lastWordOf(await onlyReadyPod(scene, 'shop')), 'the shop');
  });

  /** Deletes the pod; answers what its app said at its end. */
  async function lastWordOf(pod: JsonObject): Promise<string> {
    const name = stringAt(pod, 'metadata', 'name') ?? '';
    await scene.admin.delete('Pod', scene.namespace, name);
    return eventually('the app has said its last word', () => scene.linesOf(name)[0]);
  }

  function shop(): JsonObject {
    const mounts = {volumeMounts: [{name: 'sink', mountPath: '/sink'}]};
    const nginx = {
      name: 'shop-nginx',
      image: NGINX_IMAGE,
      imagePullPolicy: 'Never',
      securityContext: {runAsUser: 65532},
      readinessProbe: {httpGet: {path: '/', port: 8000}, periodSeconds: 1},
    };
    const fields = {terminationGracePeriodSeconds: 20, volumes: [scene.sinkVolume]};
    return deployment('shop', [shell('app', APP, mounts), nginx], fields);
  }
});
