import assert from 'node:assert/strict';
import {setTimeout as pause} from 'node:timers/promises';
import {objectsAt, stringAt, valueAt} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {JobScene} from './job-scene.ts';
import type {TappedOperator} from './tapped-operator.ts';

describe('finishing a stuck Job while others write on a real API server', function () {
  this.timeout(120_000);
  let scene: JobScene;
  let operator: TappedOperator;

  before(async function () {
    this.timeout(300_000);
    scene = await JobScene.open(await sharedCluster(), 'jobs-races');
    operator = await scene.startOperator();
    await scene.createPolicy('enforce', {mode: 'Enforce', waitSeconds: 1}, {tier: 'batch'});
    await scene.enforces('enforce');
  });

  afterEach(() => {
    operator.beforeWrite = async () => undefined;
  });
  after(async () => (scene as JobScene | undefined)?.close());

  const writesTo = (name: string): number => operator.writes.filter(({pod}) => pod === name).length;

  /** Runs before the first finalizing write to the pod is sent, and before no other. */
  const once = (name: string, act: () => Promise<unknown>): void => {
    operator.beforeWrite = async pod => {
      if (pod === name && writesTo(name) === 1) await act();
    };
  };

  it('reads again and succeeds when the kubelet reports something that does not matter', async () => {
    const name = await scene.createJob('harmless');
    once(name, async () => scene.writeStatus(name, {podIP: '192.0.2.9', podIPs: [{ip: '192.0.2.9'}]}));
    await scene.report(name, {app: 0, log: 'running'});
    await eventually('the Job is Complete', async () => (await scene.endOf('harmless')) === 'Complete');
    assert.equal(writesTo(name), 2);
    assert.equal(stringAt(await scene.pod(name), 'status', 'podIP'), '192.0.2.9');
  });

  it('gives the pod up when the sidecar ends in that moment', async () => {
    const name = await scene.createJob('ended');
    once(name, async () => scene.report(name, {app: 0, log: 143}));
    await scene.report(name, {app: 0, log: 'running'});
    await eventually('one write was tried', () => writesTo(name) === 1);
    await pause(3000);
    assert.equal(writesTo(name), 1);
    assert.equal(await scene.phaseOf(name), 'Running');
  });

  it('gives the pod up when the kubelet finishes it in that moment', async () => {
    const name = await scene.createJob('finished');
    once(name, async () => scene.writeStatus(name, {phase: 'Succeeded'}));
    await scene.report(name, {app: 0, log: 'running'});
    await eventually('the Job is Complete', async () => (await scene.endOf('finished')) === 'Complete');
    assert.equal(writesTo(name), 1);
    assert.equal(valueAt(await scene.pod(name), 'metadata', 'annotations', 'outrigger.dev/finalized'), undefined);
  });

  it('is done with a pod that is deleted in that moment', async () => {
    const name = await scene.createJob('gone');
    once(name, async () => {
      const at = {namespace: scene.namespace, name};
      await scene.admin.merge('Pod', at, {metadata: {finalizers: []}});
      await scene.admin.delete('Pod', scene.namespace, name, {gracePeriodSeconds: 0});
    });
    await scene.report(name, {app: 0, log: 'running'});
    await eventually('one write was tried', () => writesTo(name) === 1);
    await pause(1000);
    assert.equal(writesTo(name), 1);
  });

  it('tries again with another annotation value when the kubelet writes Running back', async () => {
    const name = await scene.createJob('back');
    await scene.report(name, {app: 0, log: 'running'});
    await eventually('the phase is there', async () => (await scene.phaseOf(name)) === 'Succeeded');
    const firstAt = performance.now();
    await scene.writeStatus(name, {phase: 'Running'});
    await eventually('the phase is there again', async () => (await scene.phaseOf(name)) === 'Succeeded');
    assert.ok(performance.now() - firstAt > 3000, 'the kubelet is given time');
    const pod = await scene.pod(name);
    assert.match(String(valueAt(pod, 'metadata', 'annotations', 'outrigger.dev/finalized')), / attempt 2$/);
    const conditions = objectsAt(pod, 'status', 'conditions').filter(({type}) => type === 'outrigger.dev/Finalized');
    assert.equal(conditions.length, 1);
    assert.equal(writesTo(name), 2);
  });

  it('does nothing twice over a restart', async () => {
    const name = await scene.createJob('restart');
    await scene.report(name, {app: 0, log: 'running'});
    await eventually('the Job is Complete', async () => (await scene.endOf('restart')) === 'Complete');
    const before = stringAt(await scene.pod(name), 'metadata', 'resourceVersion');
    await operator.stop();
    operator = await scene.startOperator();
    await pause(2000);
    assert.equal(stringAt(await scene.pod(name), 'metadata', 'resourceVersion'), before);
    assert.deepEqual(operator.writes, []);
  });

  it('says that it may not, in the policy’s condition and once in the log, and goes on when it may', async () => {
    const cluster = await sharedCluster();
    const binding = await cluster.kubectl(['get', 'clusterrolebinding', 'outrigger-jobs', '--output=json']);
    await cluster.kubectl(['delete', 'clusterrolebinding', 'outrigger-jobs']);
    try {
      const name = await scene.createJob('forbidden');
      await scene.report(name, {app: 0, log: 'running'});
      const message = await eventually('the condition says so', async () => {
        const conditions = objectsAt(await scene.policyStatus('enforce'), 'conditions');
        const ready = conditions.find(({type}) => type === 'Ready');
        return ready?.['reason'] === 'EngineUnavailable' && String(ready['message']);
      });
      assert.match(message, /pods\/status/);
      assert.equal(operator.log.messages('warn').filter(line => line.startsWith('pod of a stuck job')).length, 1);
    } finally {
      const {metadata, ...rest} = JSON.parse(binding) as {metadata: {name: string}};
      const again = JSON.stringify({...rest, metadata: {name: metadata.name}});
      await cluster.kubectl(['create', '--filename=-'], again);
    }
    await operator.stop();
    operator = await scene.startOperator();
    await eventually('the Job is Complete', async () => (await scene.endOf('forbidden')) === 'Complete');
  });
});
