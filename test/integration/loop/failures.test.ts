import assert from 'node:assert/strict';
import {FAILED_ANNOTATION} from '../../../src/api/constants.ts';
import {stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {rolloutOf} from '../../../src/domain/pace/rollout.ts';
import {container} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {Kubelet, type Fate} from './kubelet.ts';
import {Lab} from './lab.ts';

const CRASHING = ['crash-a', 'crash-b', 'crash-c', 'crash-d'];

describe('a conversion that goes wrong', function () {
  this.timeout(60_000);
  let lab: Lab;
  let kubelet: Kubelet;
  const fates = new Map<string, Fate>();
  const originals = new Map<string, JsonObject>();

  before(async () => {
    lab = await Lab.open('loop-failures');
    kubelet = await Kubelet.start(lab.admin.rest, lab.namespace);
    kubelet.decide((name, native) => (native ? (fates.get(name) ?? 'Runs') : 'Runs'));
    await lab.start();
    for (const name of ['late', ...CRASHING]) await healthy(name);
    // It takes the ten seconds that are the least a policy can ask for, while the others are looked at.
    fates.set('late', 'Waits');
    const conversion = {mode: 'Enforce', rollout: {progressDeadlineSeconds: 10}};
    await lab.policyFor('late', 'late', {conversion});
  });

  after(async () => {
    await kubelet.stop();
    await lab.close();
  });

  const now = (name: string): JsonObject => lab.follower('Deployment').get(name) ?? {};
  const mark = (name: string): string | undefined => stringAt(now(name), 'metadata', 'annotations', FAILED_ANNOTATION);
  const failed = (): readonly string[] => CRASHING.filter(name => mark(name) !== undefined);

  async function healthy(name: string): Promise<void> {
    await lab.deployment(name, {spec: {replicas: 1}});
    await eventually(`${name} is healthy`, () => rolloutOf('Deployment', now(name)).healthy);
    originals.set(name, now(name));
  }

  /** The template and what else was there are as they were, and the mark says why. */
  function isPutBack(name: string, reason: string): void {
    assert.deepEqual(now(name)['spec'], originals.get(name)?.['spec']);
    assert.equal(lab.claim(name), undefined);
    const {policy, message, ...said} = JSON.parse(mark(name) ?? '{}') as Record<string, string>;
    assert.equal(said['reason'], reason);
    assert.ok((policy ?? '').startsWith(lab.namespace) && (message ?? '') !== '');
    assert.equal(lab.writes(name), 2);
  }

  it('is put back at once and exactly when its pods crash, and after the third the policy stops', async () => {
    for (const name of CRASHING) fates.set(name, 'Crashes');
    await lab.policy('crash', {
      target: {selector: {matchExpressions: [{key: 'name', operator: 'In', values: CRASHING}]}},
      conversion: {mode: 'Enforce', rollout: {maxConcurrent: 1, maxFailures: 3}},
    });
    await lab.counts('crash', {failed: 3, pending: 1, rolling: 0});
    for (const name of failed()) isPutBack(name, 'CrashLoop');
    const untouched = CRASHING.filter(name => lab.writes(name) === 0);
    assert.equal(untouched.length, 1);
  });

  it('is told in Events and in the policy’s conditions', async () => {
    await lab.settles('crash', {failed: 3, pending: 1});
    const degraded = lab.condition('crash', 'Degraded');
    assert.deepEqual([degraded?.['status'], degraded?.['reason']], ['True', 'Paused']);
    assert.match(stringAt(degraded, 'message') ?? '', /^stopped at \S+ after 3 workloads were put back/);
    assert.equal(lab.condition('crash', 'Progressing')?.['reason'], 'Paused');
    assert.equal(lab.condition('crash', 'Ready')?.['status'], 'True');
    for (const name of failed()) {
      assert.deepEqual(lab.proxy.events('Deployment', name), ['Converted', 'ConversionFailed']);
    }
    assert.equal(lab.proxy.events('SidecarPolicy', 'crash').filter(reason => reason === 'PolicyPaused').length, 1);
  });

  it('is not tried again by an operator that starts anew, nor told again, and the policy stays stopped', async () => {
    const [writes, since] = [lab.proxy.writes.length, lab.condition('crash', 'Degraded')?.['message']];
    await lab.operator.kill();
    await lab.start();
    await lab.counts('crash', {failed: 3, pending: 1, rolling: 0});
    // The next to be converted in the namespace shows that the operator is at work.
    await lab.policyFor('witness', 'witness');
    await lab.deployment('witness');
    await lab.counts('witness', {converted: 1});
    const about = lab.proxy.writes
      .slice(writes)
      .filter(({path, body}) => JSON.stringify([path, body]).includes('crash'));
    assert.deepEqual(about, []);
    assert.equal(lab.condition('crash', 'Degraded')?.['message'], since);
  });

  it('is tried again when the policy is changed, which goes on then', async () => {
    for (const name of CRASHING) fates.set(name, 'Runs');
    await lab.change('SidecarPolicy', 'crash', {spec: {conversion: {rollout: {maxFailures: 2}}}});
    await lab.counts('crash', {converted: 4, failed: 0});
    for (const name of CRASHING) assert.equal(mark(name), undefined);
    assert.equal(lab.proxy.events('SidecarPolicy', 'crash').filter(reason => reason === 'PolicyResumed').length, 1);
    await lab.settles('crash', {converted: 4});
    assert.equal(lab.condition('crash', 'Degraded')?.['status'], 'False');
    assert.equal(
      CRASHING.reduce((sum, name) => sum + lab.writes(name), 0),
      3 * 2 + 4,
    );
  });

  it('is put back exactly when its pods are not up by the deadline', async () => {
    await lab.counts('late', {failed: 1});
    isPutBack('late', 'DeadlineExceeded');
    await eventually('it is told', () => lab.proxy.events('Deployment', 'late').includes('ConversionFailed'));
    await lab.settles('late', {failed: 1, rolling: 0});
    assert.equal(lab.condition('late', 'Degraded')?.['reason'], 'RolloutFailed');
    assert.equal(valueAt(lab.condition('late', 'Ready'), 'status'), 'True');
  });

  it('is tried again when its template is changed', async () => {
    fates.set('late', 'Runs');
    const containers = [container('app', {image: 'registry.example/app:2.0'}), container('log')];
    await lab.change('Deployment', 'late', {spec: {template: {spec: {containers}}}});
    await lab.counts('late', {failed: 0, converted: 1});
    assert.equal(mark('late'), undefined);
    assert.equal(lab.writes('late'), 3);
  });
});
