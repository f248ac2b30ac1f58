import assert from 'node:assert/strict';
import {numberAt, objectAt, objectsAt, valueAt, type JsonObject} from '../../src/domain/json.ts';
import {eventually} from '../support/eventually.ts';
import {shell} from './conversion/scripts.ts';
import {deployment, onlyReadyPod} from './failure/deployment.ts';
import {IDLE} from './idle.ts';
import {JobFacts} from './jobs/job-facts.ts';
import {converted} from './put-back.ts';
import {Scene} from './scene.ts';

/** With a port it listens, and says that it is up, before it has asked Google anything: there is no network here. */
const PROXY = {
  name: 'cloud-sql-proxy',
  image: 'outrigger.test/cloud-sql-proxy:2',
  imagePullPolicy: 'Never',
  args: [
    '--token=none',
    '--lazy-refresh',
    '--port=5432',
    '--health-check',
    '--http-address=0.0.0.0',
    'project:region:shop',
  ],
};
/** Connects and leaves at once. */
const CONNECT = 'nc 127.0.0.1 5432 -e /bin/true';

describe('the Cloud SQL Auth Proxy on a real node', function () {
  this.timeout(120_000);
  let scene: Scene;

  before(async () => {
    scene = await Scene.open('e2e-cloud-sql-proxy');
    await scene.startOperator();
    await scene.follow('database', {
      sidecars: [{profile: 'cloud-sql-proxy'}],
      conversion: {mode: 'Enforce'},
      jobs: {mode: 'Enforce', waitSeconds: 1},
    });
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => (scene as Scene | undefined)?.close());

  it('becomes a native sidecar that holds the app until its health check says that it has started', async () => {
    const app = shell('app', `${CONNECT} || exit 1\n${IDLE}`);
    await scene.create('Deployment', deployment('shop', [app, PROXY]));
    const [sidecar] = objectsAt(podTemplate(await converted(scene, 'Deployment', 'shop')), 'initContainers');
    assert.equal(sidecar?.['restartPolicy'], 'Always');
    const {httpGet, periodSeconds, failureThreshold} = objectAt(sidecar, 'startupProbe');
    assert.deepEqual(httpGet, {path: '/startup', port: 9090, scheme: 'HTTP'});
    assert.deepEqual([periodSeconds, failureThreshold], [1, 120]);
    await scene.says('database', {workloads: {selected: 1, converted: 1}});
    const pod = await onlyReadyPod(scene, 'shop');
    assert.deepEqual(restarts(pod, 'containerStatuses'), {app: 0});
    assert.deepEqual(restarts(pod, 'initContainerStatuses'), {'cloud-sql-proxy': 0});
  });

  it('does not keep a Job from its end', async () => {
    const spec = {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      containers: [shell('app', `until ${CONNECT}; do sleep 0.2; done`), PROXY],
    };
    await scene.create('Job', {metadata: {name: 'report'}, spec: {backoffLimit: 0, template: {spec}}});
    const facts = new JobFacts(scene, 'report');
    assert.equal((await facts.end()).type, 'Complete');
    const code = await eventually('the proxy has ended', async () => {
      const [pod] = await facts.pods();
      const proxy = objectsAt(pod, 'status', 'containerStatuses').find(({name}) => name === PROXY.name);
      return numberAt(proxy, 'state', 'terminated', 'exitCode');
    });
    assert.equal(code, 143);
  });
});

function podTemplate(object: JsonObject): JsonObject {
  return objectAt(object, 'spec', 'template', 'spec');
}

function restarts(pod: JsonObject, list: string): JsonObject {
  const statuses = objectsAt(pod, 'status', list);
  return Object.fromEntries(statuses.map(status => [String(status['name']), valueAt(status, 'restartCount')]));
}
