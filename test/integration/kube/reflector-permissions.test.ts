import assert from 'node:assert/strict';
import {isForbidden} from '../../../src/kube/api-error.ts';
import {collectionPath} from '../../../src/kube/resources.ts';
import {eventually} from '../../support/eventually.ts';
import {RawClient} from '../../support/raw-client.ts';
import {MAPS, ReflectorScene} from '../../support/reflector-scene.ts';
import {installThings, thingsResource} from '../../support/things.ts';

const NAMESPACE = 'kube-reflector-permissions';
const USER = 'limited-reflector';
const RBAC = `/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}`;
const REFUSED = `configmaps is forbidden: User "${USER}" cannot VERB resource "configmaps" in API group "" in the namespace "${NAMESPACE}"`;

describe('reflector without a permission or a kind, on a real API server', function () {
  this.timeout(120_000);
  let scene: ReflectorScene;
  let user: RawClient;

  before(async () => (user = await RawClient.open({as: USER})));
  beforeEach(async () => {
    scene = await ReflectorScene.open(NAMESPACE, USER);
    await scene.direct.apply(`${RBAC}/rolebindings/${USER}`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: {name: USER},
      roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: USER},
      subjects: [{kind: 'User', name: USER}],
    });
  });
  afterEach(async () => scene.close());
  after(async () => user.close());

  /** Resolves when the server lets the user list, or does not. */
  async function permit(...verbs: readonly string[]): Promise<void> {
    await scene.direct.apply(`${RBAC}/roles/${USER}`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: {name: USER},
      rules: [{apiGroups: ['', 'test.outrigger.dev'], resources: ['configmaps', 'latethings'], verbs}],
    });
    await eventually('the server knows it', async () =>
      user.rest.get(collectionPath(MAPS, NAMESPACE)).then(
        () => verbs.includes('list'),
        error => isForbidden(error) && !verbs.includes('list'),
      ),
    );
  }

  it('is not ready while a permission is missing, says which, and goes on when it is given', async () => {
    await permit('list', 'watch');
    const {reflector, log} = scene.start();
    await scene.watching();
    await permit('get');
    scene.proxy.cutWatches();
    await scene.retry();
    for (let count = 0; count < 30; count++) assert.equal(Math.round(await scene.retry()), 9995);
    assert.equal(reflector.problem(), `watching configmaps: 403 ${REFUSED.replace('VERB', 'watch')}`);
    assert.ok(log.messages('warn').length < 8, `${log.messages('warn').length} lines in five minutes`);
    await scene.pause();
    await permit('list', 'watch');
    await scene.create('meanwhile');
    await scene.clock.advance(10_000);
    await eventually('it has the object', () => reflector.store.size === 1);
    assert.equal(reflector.problem(), undefined);
    assert.equal(scene.lists, 1);
    assert.deepEqual(log.messages('info'), ['watch works again']);
  });

  it('is not held up by an optional kind that is refused, and follows it once it is permitted', async () => {
    await permit('get');
    const {reflector} = scene.start({optional: true});
    await reflector.settled();
    assert.equal(reflector.synced, false);
    assert.equal(reflector.problem(), undefined);
    await scene.pause();
    await permit('list', 'watch');
    await scene.clock.advance(10_000);
    await eventually('it is synced', () => reflector.synced);
  });

  it('waits for a kind that does not exist, comes up when it is added, and stays through its removal', async () => {
    await permit('list', 'watch');
    const resource = thingsResource('latethings');
    const {reflector} = scene.start({resource, labelSelector: undefined});
    for (let count = 0; count < 5; count++) await scene.retry();
    assert.equal(reflector.synced, false);
    assert.match(reflector.problem() ?? '', /^watching latethings: the API server does not serve this kind/);
    const {remove} = await installThings(scene.direct, 'latethings');
    await scene.direct.create(collectionPath(resource, NAMESPACE), {
      apiVersion: 'test.outrigger.dev/v1',
      kind: resource.kind,
      metadata: {name: 'thing'},
    });
    // A server that has just answered the list of a new kind may still say of the watch that there is none.
    await scene.retryUntil('it has the object', () => reflector.store.size === 1 && reflector.problem() === undefined);
    await remove();
    await scene.retryUntil(
      'it is not ready and holds nothing',
      () => reflector.problem() !== undefined && reflector.store.size === 0,
    );
    const again = await installThings(scene.direct, 'latethings');
    await scene.retryUntil('it is ready again', () => reflector.problem() === undefined);
    await again.remove();
  });
});
