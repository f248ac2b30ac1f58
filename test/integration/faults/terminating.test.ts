import assert from 'node:assert/strict';
import {stringAt} from '../../../src/domain/json.ts';
import {isNotFound} from '../../../src/kube/api-error.ts';
import {atWork} from '../../support/at-work.ts';
import {eventually} from '../../support/eventually.ts';
import type {ProxiedRequest, Which} from '../../support/faults.ts';
import {metricsPage} from '../../support/metrics-page.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {assertBack, assertQuiet, isTemplateWrite, referenceOf} from './fault-run.ts';
import {Scene} from './scene.ts';

/** What is not let go at once: its namespace takes long to end. */
const HELD = ['web-0', 'web-1', 'port'];
/** Between the server and the operator's eyes. */
const NOTICED = 2000;

describe('a namespace that is deleted while its workloads are being converted and its Jobs finished', function () {
  this.timeout(180_000);
  let scene: Scene;
  let deletedAt: number;
  let withoutPolicyAt: number;

  before(async () => {
    scene = await Scene.open({cluster: await sharedCluster(), namespace: 'faults-terminating'});
    await hold(['test.example/held']);
    await scene.start();
    // Half of the conversions are stored, and no pod is finished.
    const slow = {type: 'Delay', until: new Promise(() => undefined)} as const;
    let stored = 0;
    scene.http.order(request => isTemplateWrite(request) && ++stored > 6, slow, Infinity);
    scene.http.order(isPodWrite, {type: 'Answer', status: 503, body: ''}, Infinity);
    await scene.begin();
    await eventually('some are converted and others wait', () => stored > 7);
    await scene.admin.delete('Namespace', undefined, scene.namespace);
    deletedAt = Date.now();
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => {
    await hold(null);
    await scene.close();
  });

  /** Whether the objects may go when they are deleted. */
  async function hold(finalizers: readonly string[] | null): Promise<void> {
    for (const name of HELD) {
      const at = {namespace: scene.namespace, name};
      await scene.admin.merge('Deployment', at, {metadata: {finalizers}}).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
    }
  }

  it('loses its policy at once, although that was to put all back', async () => {
    await eventually(
      'the policy is gone',
      async () => (await scene.admin.list('SidecarPolicy', scene.namespace)).length === 0,
    );
    withoutPolicyAt = Date.now();
  });

  it('is written to no more', async () => {
    await hold(null);
    await eventually('the namespace is gone', isGone, 90);
    const late = (moment: number, which: Which): readonly string[] =>
      scene.http.requests.filter(each => each.at > moment + NOTICED && which(each)).map(({path}) => path);
    assert.deepEqual(late(deletedAt, isTemplateWrite), []);
    assert.deepEqual(late(withoutPolicyAt, isPodWrite), []);
  });

  it('is forgotten', async () => {
    const page = await eventually('nothing of it is counted', async () => {
      const metrics = await metricsPage(scene.operator);
      return [...metrics.keys()].some(series => series.includes(`policy="${scene.namespace}/`)) ? undefined : metrics;
    });
    assert.equal(atWork(page).waiting, 0);
    await assertBack(scene, await referenceOf(scene));
    assertQuiet(scene, {});
    assert.equal(await scene.operator.stop(), 0);
  });

  async function isGone(): Promise<boolean> {
    try {
      const {status} = await scene.admin.get('Namespace', undefined, scene.namespace);
      assert.equal(stringAt(status, 'phase'), 'Terminating');
      return false;
    } catch (error) {
      if (isNotFound(error)) return true;
      throw error;
    }
  }
});

function isPodWrite({method, path}: ProxiedRequest): boolean {
  return method === 'PATCH' && /\/pods\/[^/]+\/status$/.test(path);
}
