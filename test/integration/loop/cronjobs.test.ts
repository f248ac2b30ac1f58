import assert from 'node:assert/strict';
import {FAILED_ANNOTATION} from '../../../src/api/constants.ts';
import {objectAt, objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {cronJob} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {Follower} from '../../support/follower.ts';
import {Kubelet, type Fate} from './kubelet.ts';
import {Lab} from './lab.ts';

/** The least that a policy can ask for. */
const DEADLINE = {progressDeadlineSeconds: 10, maxConcurrent: 10};

describe('a converted CronJob', function () {
  this.timeout(120_000);
  let lab: Lab;
  let kubelet: Kubelet;
  let cronJobs: Follower;
  const fates = new Map<string, Fate>();
  const originals = new Map<string, JsonObject>();

  before(async () => {
    lab = await Lab.open('loop-cronjobs');
    kubelet = await Kubelet.start(lab.admin.rest, lab.namespace);
    cronJobs = await Follower.start(lab.admin.rest, 'CronJob', lab.namespace);
    kubelet.decide(name => fates.get(name) ?? 'Waits');
    await lab.start();
    // These take ten seconds, while the others are looked at.
    await make('idle', 'idle-a', 'idle-b');
    await make('hanging', 'hanging');
    await run('hanging');
  });

  after(async () => {
    await kubelet.stop();
    await cronJobs.stop();
    await lab.close();
  });

  const now = (name: string): JsonObject => cronJobs.get(name) ?? {};
  const mark = (name: string): string | undefined => stringAt(now(name), 'metadata', 'annotations', FAILED_ANNOTATION);
  const isNative = (name: string): boolean =>
    objectsAt(now(name), 'spec', 'jobTemplate', 'spec', 'template', 'spec', 'initContainers').length > 0;
  const writes = (name: string): number => lab.proxy.stored(`/cronjobs/${name}`).length;

  /** CronJobs of one policy; the first of them is waited for, since it is to go first. */
  async function make(policy: string, ...names: readonly string[]): Promise<void> {
    await lab.policyFor(policy, policy, {conversion: {mode: 'Enforce', rollout: DEADLINE}});
    for (const name of names) {
      const fields = {metadata: {name, namespace: lab.namespace}, template: {labels: {name: policy}}};
      originals.set(name, await lab.create('CronJob', onNewYear(cronJob(undefined, fields))));
      if (name === names[0]) await eventually(`${name} is converted`, () => isNative(name));
    }
  }

  /** Its next run, as the clock would begin it. */
  async function run(name: string): Promise<void> {
    const template = objectAt(now(name), 'spec', 'jobTemplate', 'spec');
    const owner = {apiVersion: 'batch/v1', kind: 'CronJob', name, uid: valueAt(now(name), 'metadata', 'uid')};
    const metadata = {
      generateName: `${name}-`,
      namespace: lab.namespace,
      ownerReferences: [{...owner, controller: true}],
    };
    await lab.create('Job', {metadata, spec: template});
  }

  it('is waited for, and the others of its rule with it, until a pod of its next run has its sidecars', async () => {
    await make('proven', 'proven-a', 'proven-b', 'proven-c');
    await lab.counts('proven', {rolling: 1, pending: 2}, 'CronJob');
    await run('proven-a');
    assert.deepEqual([writes('proven-b'), writes('proven-c')], [0, 0]);
    fates.set('proven', 'Runs');
    kubelet.decide(name => fates.get(name) ?? 'Waits');
    await lab.counts('proven', {converted: 1, rolling: 2}, 'CronJob');
    assert.deepEqual([writes('proven-a'), writes('proven-b'), writes('proven-c')], [1, 1, 1]);
    await eventually('it is told', () => lab.proxy.events('CronJob', 'proven-a').includes('ConversionProven'));
  });

  it('does not hold up those of another rule', async () => {
    await make('other', 'other');
    await lab.counts('other', {rolling: 1}, 'CronJob');
  });

  it('is put back at once and exactly when its sidecar crashes in its next run', async () => {
    fates.set('crashing', 'Crashes');
    await make('crashing', 'crashing');
    await run('crashing');
    await lab.counts('crashing', {failed: 1}, 'CronJob');
    isPutBack('crashing', 'CrashLoop');
  });

  it('is put back exactly when its next run hangs in Init until the deadline', async () => {
    await lab.counts('hanging', {failed: 1}, 'CronJob');
    isPutBack('hanging', 'DeadlineExceeded');
  });

  it('is not judged by the pod that still hangs, when it is tried again', async () => {
    await lab.change('SidecarPolicy', 'hanging', {spec: {acknowledge: ['HostPort']}});
    await eventually('it is converted again', () => isNative('hanging'));
    await lab.counts('hanging', {failed: 0, rolling: 1}, 'CronJob');
    await run('hanging');
    fates.set('hanging', 'Runs');
    kubelet.decide(name => fates.get(name) ?? 'Waits');
    await lab.counts('hanging', {failed: 0, converted: 1}, 'CronJob');
    assert.equal(writes('hanging'), 3);
  });

  it('is unproven when it has not run by the deadline, and goes on holding up its like until it has', async () => {
    await lab.counts('idle', {converted: 1, pending: 1, rolling: 0}, 'CronJob');
    assert.deepEqual([writes('idle-a'), writes('idle-b')], [1, 0]);
    fates.set('idle', 'Runs');
    await run('idle-a');
    await lab.counts('idle', {converted: 1, rolling: 1}, 'CronJob');
    assert.deepEqual([writes('idle-a'), writes('idle-b')], [1, 1]);
  });

  function isPutBack(name: string, reason: string): void {
    assert.deepEqual(now(name)['spec'], originals.get(name)?.['spec']);
    assert.equal(stringAt(JSON.parse(mark(name) ?? '{}'), 'reason'), reason);
    assert.equal(writes(name), 2);
  }
});

/** Not while a test looks. */
function onNewYear(object: JsonObject): JsonObject {
  return {...object, spec: {...objectAt(object, 'spec'), schedule: '0 12 1 1 *'}};
}
