import assert from 'node:assert/strict';
import {objectsAt, stringAt, valueAt} from '../../../src/domain/json.ts';
import {objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedNodeCluster} from '../../support/shared-node-cluster.ts';
import {Scene} from '../scene.ts';
import {Frozen} from './frozen.ts';
import {finalizedMark, JobFacts} from './job-facts.ts';
import {stuckJob} from './stuck-job.ts';

describe('a stuck Job on a real node that is lost', function () {
  this.timeout(120_000);
  let scene: Scene;
  let facts: JobFacts;
  let kubelet: Frozen | undefined;

  before(async () => {
    scene = await Scene.open('e2e-lost-node');
    facts = new JobFacts(scene, 'lost');
    await scene.startOperator();
    await scene.create('Job', stuckJob({name: 'lost'}, scene.sinkVolume));
    const [pod] = await facts.endedPods();
    kubelet = await Frozen.kubelet(await sharedNodeCluster());
    await sayUnknown(stringAt(pod, 'spec', 'nodeName') ?? '');
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') scene.operator.tell();
  });

  after(async () => {
    kubelet?.thaw();
    if ((scene as Scene | undefined) === undefined) return;
    // The tests after this one need the node.
    await eventually('the node is back', isBack);
    await scene.close();
  });

  it('is counted and left alone, and the policy says so', async () => {
    await scene.follow('batch', {
      sidecars: [{match: {names: ['log']}}],
      conversion: {mode: 'Off'},
      jobs: {mode: 'Enforce', waitSeconds: 1, backlog: 'Enforce'},
    });
    await scene.says('batch', {jobs: {stuck: 1}});
    await eventually('the policy says why', async () => {
      const message = stringAt(await scene.conditionOf('batch', 'Ready'), 'message') ?? '';
      return message.includes('1 stuck pod left alone until the node is ready');
    });
    const [pod] = await facts.pods();
    assert.equal(finalizedMark(pod ?? {}), undefined);
    assert.equal(stringAt(pod, 'status', 'phase'), 'Running');
  });

  it('is finished as it ended once the node is back', async () => {
    kubelet?.thaw();
    assert.equal((await facts.end()).type, 'Complete');
    const [pod] = await facts.pods();
    assert.match(String(finalizedMark(pod ?? {})), / attempt 1$/);
  });

  /** What the control plane says of a node that it has not heard of for its grace period. */
  async function sayUnknown(name: string): Promise<void> {
    const conditions = [{type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown'}];
    const path = objectPath(RESOURCES.Node, {name}, 'status');
    await scene.admin.rest.strategicPatch(path, {status: {conditions}});
  }

  async function isBack(): Promise<boolean> {
    const [node] = await scene.admin.list('Node');
    const ready = objectsAt(node, 'status', 'conditions').find(({type}) => type === 'Ready');
    return ready?.['status'] === 'True' && valueAt(node, 'spec', 'taints') === undefined;
  }
});
