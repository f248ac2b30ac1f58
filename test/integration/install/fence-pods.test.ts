import assert from 'node:assert/strict';
import {isObject, objectAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Assessment} from '../../../src/domain/jobs/assessment.ts';
import {finalizePatch} from '../../../src/domain/jobs/finalize.ts';
import {projectJobPod} from '../../../src/domain/jobs/pod-view.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {container, job, podSpec} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {ILLEGAL_STATUSES} from './illegal-statuses.ts';
import {installOutrigger, refusalOf, type Installation} from './installation.ts';
import {runningStatus, type Ended} from './running-status.ts';

const NAMESPACE = 'install-fence-pods';
type Phase = 'Succeeded' | 'Failed';

describe('the fence around pods', function () {
  this.timeout(120_000);
  let installation: Installation;
  let pod: JsonObject;

  before(async () => {
    installation = await installOutrigger(await sharedCluster());
    await installation.cluster.kubectl(['create', 'namespace', NAMESPACE]);
    pod = await stuckPod('done', [{name: 'app', exitCode: 0}]);
  });

  describe('lets the operator', () => {
    it('give a stuck pod the phase that its main container earned, and again with another mark', async () => {
      const stuck = await stuckPod('finished', [{name: 'app', exitCode: 0}]);
      const first = await finish(stuck, 'Succeeded');
      assert.equal(stringAt(first, 'status', 'phase'), 'Succeeded');
      // A kubelet that did not see the annotation in time writes Running back.
      await setStatus(stuck, {...objectAt(first, 'status'), phase: 'Running'});
      const second = await finish(stuck, 'Succeeded');
      assert.match(stringAt(second, 'metadata', 'annotations', 'outrigger.dev/finalized') ?? '', /attempt 2$/);
    });

    it('call a pod Failed after a main container that failed', async () => {
      await finish(await stuckPod('failed', [{name: 'app', exitCode: 3}]), 'Failed');
    });

    it('call a pod Succeeded with restartPolicy OnFailure', async () => {
      await finish(await stuckPod('retried', [{name: 'app', exitCode: 0}], {restartPolicy: 'OnFailure'}), 'Succeeded');
    });
  });

  describe('refuses the operator', () => {
    for (const {title, patch, says} of ILLEGAL_STATUSES) {
      it(title, async () => {
        const legal = finalizing(pod, 'Succeeded');
        await assertRefused(pod, merged(legal, patch), says);
      });
    }

    it('the phase Failed where a main container succeeded', async () => {
      await assertRefused(pod, finalizing(pod, 'Failed'), 'the phase that its ended containers earned');
    });

    it('the phase Succeeded where the only main container that ended had failed', async () => {
      const failed = await stuckPod('wrongly', [{name: 'app', exitCode: 3}]);
      await assertRefused(failed, finalizing(failed, 'Succeeded'), 'the phase that its ended containers earned');
    });

    it('the phase Failed where the kubelet will run the container again', async () => {
      const retried = await stuckPod('again', [{name: 'app', exitCode: 3}], {restartPolicy: 'OnFailure'});
      await assertRefused(retried, finalizing(retried, 'Failed'), 'the phase that its ended containers earned');
    });

    it('a phase where no container has ended', async () => {
      const running = await stuckPod('busy', []);
      await assertRefused(running, finalizing(running, 'Succeeded'), 'the phase that its ended containers earned');
    });

    it('a pod that does not run yet', async () => {
      const pending = await stuckPod('pending', [{name: 'app', exitCode: 0}], {}, 'Pending');
      await assertRefused(pending, finalizing(pending, 'Succeeded'), 'only while it runs');
    });

    it('a pod that is over', async () => {
      const over = await finish(await stuckPod('over', [{name: 'app', exitCode: 0}]), 'Succeeded');
      const labels = {metadata: {annotations: {'outrigger.dev/finalized': 'again'}}, status: {phase: 'Failed'}};
      await assertRefused(over, labels, 'only while it runs');
    });

    it('a pod that is being deleted', async () => {
      const spec = {terminationGracePeriodSeconds: 600, nodeName: 'nowhere'};
      const deleting = await stuckPod('deleting', [{name: 'app', exitCode: 0}], spec);
      await installation.admin.delete(pathOf(deleting));
      await assertRefused(deleting, withoutVersion(finalizing(deleting, 'Succeeded')), 'nobody deletes it');
    });

    it('a pod that belongs to no Job', async () => {
      const metadata = {generateName: 'bare-', namespace: NAMESPACE};
      const spec = podSpec([container('app'), container('log')], {restartPolicy: 'Never'});
      const bare = await installation.admin.create(podsPath(), {apiVersion: 'v1', kind: 'Pod', metadata, spec});
      const running = await setStatus(bare, runningStatus([{name: 'app', exitCode: 0}]));
      const patch = withoutVersion({...merged({}, finalizing(pod, 'Succeeded'))});
      await assertRefused(running, patch, 'pods of Jobs only');
    });
  });

  /** A pod that the Job controller made, with the status that a kubelet would give it. */
  async function stuckPod(
    name: string,
    ended: readonly Ended[],
    spec: JsonObject = {},
    phase = 'Running',
  ): Promise<JsonObject> {
    const metadata = {name, namespace: NAMESPACE};
    const object = job(podSpec(undefined, {schedulerName: 'none', ...spec}), {metadata, spec: {backoffLimit: 0}});
    await installation.admin.create(collectionPath(RESOURCES.Job, NAMESPACE), object);
    const made = await eventually(`the pod of Job ${name}`, async () => {
      const labelSelector = `job-name=${name}`;
      return (await installation.admin.page(podsPath(), {limit: 1, labelSelector})).items[0];
    });
    return setStatus(made, {...runningStatus(ended), phase});
  }

  async function setStatus(object: JsonObject, status: JsonObject): Promise<JsonObject> {
    return installation.admin.mergePatch(`${pathOf(object)}/status`, {status});
  }

  /** The Job controller writes to the pod as well, so the newest is read until a write is in time. */
  async function finish(object: JsonObject, phase: Phase): Promise<JsonObject> {
    return eventually('the write is in time', async () => {
      const newest = await installation.admin.get(pathOf(object));
      return installation.operator.strategicPatch(`${pathOf(object)}/status`, finalizing(newest, phase));
    });
  }

  async function assertRefused(object: JsonObject, patch: JsonObject, says: string): Promise<void> {
    const request = installation.operator.strategicPatch(`${pathOf(object)}/status`, patch, {dryRun: true});
    const {message} = await refusalOf(request);
    assert.ok(message.includes(says), message);
  }
});

/** The write of the job controller. */
function finalizing(pod: JsonObject, phase: Phase): JsonObject {
  const view = projectJobPod(pod);
  assert.ok(view);
  const ending: Extract<Assessment, {type: 'Stuck'}> = {
    type: 'Stuck',
    phase,
    exits: [],
    endedAt: 0,
    backlog: false,
    sidecars: ['log'],
  };
  return finalizePatch(view, ending, 'shop/shop', Date.now());
}

function merged(target: JsonObject, patch: JsonObject): JsonObject {
  const entries = Object.entries(patch).map(([key, value]) => {
    const old = target[key];
    if (Array.isArray(old) && Array.isArray(value)) return [key, [...(old as unknown[]), ...(value as unknown[])]];
    return [key, isObject(old) && isObject(value) ? merged(old, value) : value];
  });
  return {...target, ...(Object.fromEntries(entries) as JsonObject)};
}

function withoutVersion(patch: JsonObject): JsonObject {
  const {resourceVersion: _, ...metadata} = objectAt(patch, 'metadata');
  return {...patch, metadata};
}

function podsPath(): string {
  return collectionPath(RESOURCES.Pod, NAMESPACE);
}

function pathOf(object: JsonObject): string {
  return objectPath(RESOURCES.Pod, {namespace: NAMESPACE, name: stringAt(object, 'metadata', 'name') ?? ''});
}
