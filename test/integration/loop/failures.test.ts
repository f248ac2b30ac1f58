import assert from 'node:assert/strict';
import {CONVERTED_AT_ANNOTATION, FAILED_ANNOTATION} from '../../../src/api/constants.ts';
import {objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {rolloutOf} from '../../../src/domain/pace/rollout.ts';
import {container} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {Kubelet, type Decide, type Fate} from './kubelet.ts';
import {Lab} from './lab.ts';

const CRASHING = ['crash-a', 'crash-b', 'crash-c', 'crash-d'];

describe('a conversion that goes wrong', function () {
  this.timeout(120_000);
  let lab: Lab;
  let kubelet: Kubelet;
  const fates = new Map<string, Fate>();
  const originals = new Map<string, JsonObject>();

  before(async () => {
    lab = await Lab.open('loop-failures');
    kubelet = await Kubelet.start(lab.admin.rest, lab.namespace);
    kubelet.decide(decide);
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

  const decide: Decide = (name, native) => (native ? (fates.get(name) ?? 'Runs') : 'Runs');
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

  async function podsOf(name: string): Promise<readonly JsonObject[]> {
    const pods = await lab.admin.list('Pod', lab.namespace);
    return pods.filter(pod => stringAt(pod, 'metadata', 'labels', 'name') === name);
  }

  it('is put back at once and exactly when its pods crash, and after the third the policy stops', async () => {
    for (const name of CRASHING) fates.set(name, 'Crashes');
    await lab.policy('crash', {
      target: {selector: {matchExpressions: [{key: 'name', operator: 'In', values: CRASHING}]}},
      conversion: {mode: 'Enforce', rollout: {maxConcurrent: 1, maxFailures: 3}},
    });
    await lab.counts('crash', {failed: 3, pending: 1, rolling: 0});
    await eventually('all marks are seen', () => failed().length === 3);
    for (const name of failed()) isPutBack(name, 'CrashLoop');
    const untouched = CRASHING.filter(name => lab.writes(name) === 0);
    assert.equal(untouched.length, 1);
  });

  it('is told in Events and in the policy’s conditions', async () => {
    await lab.settles('crash', {failed: 3, pending: 1});
    const degraded = lab.condition('crash', 'Degraded');
    assert.deepEqual([degraded?.['status'], degraded?.['reason']], ['True', 'Paused']);
    assert.match(stringAt(degraded, 'message') ?? '', /^stopped at \S+ after putting back 3 workloads/);
    assert.equal(lab.condition('crash', 'Progressing')?.['reason'], 'Paused');
    assert.equal(lab.condition('crash', 'Ready')?.['status'], 'True');
    for (const name of failed()) {
      await eventually('it is told', () => lab.proxy.events('Deployment', name).includes('ConversionFailed'));
      assert.deepEqual(lab.proxy.events('Deployment', name), ['Converted', 'ConversionFailed']);
    }
    await eventually('it is told', () => lab.proxy.events('SidecarPolicy', 'crash').includes('PolicyPaused'));
  });

  it('is not tried again by an operator that starts anew, nor told again, and the policy stays stopped', async () => {
    // Its status is written at a pace: what is still to be said would be said by the next operator.
    await lab.settles('crash', {failed: 3, pending: 1, rolling: 0});
    await eventually('all is said', () => lab.condition('crash', 'Progressing')?.['reason'] === 'Paused');
    // Put back at about this time: a kill between that and its Event would leave it unsaid for ever.
    await eventually('the late one is told', () => lab.proxy.events('Deployment', 'late').includes('ConversionFailed'));
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
    await eventually('it is told', () => lab.proxy.events('SidecarPolicy', 'crash').includes('PolicyResumed'));
    assert.equal(
      CRASHING.reduce((sum, name) => sum + lab.writes(name), 0),
      3 * 2 + 4,
    );
  });

  it('is put back although its policy has been suspended meanwhile', async () => {
    fates.set('suspended', 'Waits');
    await healthy('suspended');
    await lab.policyFor('suspended', 'suspended');
    await lab.counts('suspended', {rolling: 1});
    await lab.change('SidecarPolicy', 'suspended', {spec: {suspend: true}});
    fates.set('suspended', 'Crashes');
    kubelet.decide(decide);
    await lab.counts('suspended', {failed: 1});
    isPutBack('suspended', 'CrashLoop');
  });

  it('keeps what somebody else has changed meanwhile', async () => {
    fates.set('edited', 'Waits');
    await healthy('edited');
    await lab.policyFor('edited', 'edited');
    await lab.counts('edited', {rolling: 1});
    const app = container('app', {image: 'registry.example/app:2.0'});
    await lab.change('Deployment', 'edited', {spec: {template: {spec: {containers: [app]}}}});
    fates.set('edited', 'Crashes');
    kubelet.decide(decide);
    await lab.counts('edited', {failed: 1});
    const containers = objectsAt(now('edited'), 'spec', 'template', 'spec', 'containers');
    assert.deepEqual(
      containers.map(each => each['image']),
      ['registry.example/app:2.0', 'registry.example/log:1.0'],
    );
    assert.deepEqual(lab.inits('edited'), []);
    assert.equal(lab.writes('edited'), 2);
  });

  it('is not made of what somebody else has broken since, while the operator was away', async () => {
    await healthy('broken');
    await lab.policyFor('broken', 'broken');
    await lab.counts('broken', {converted: 1});
    await lab.operator.kill();
    fates.set('broken', 'Crashes');
    await inTheNextSecond(stringAt(now('broken'), 'metadata', 'annotations', CONVERTED_AT_ANNOTATION));
    const app = container('app', {image: 'registry.example/app:broken'});
    await lab.change('Deployment', 'broken', {spec: {template: {spec: {containers: [app]}}}});
    await eventually('its new pod crashes', async () => (await podsOf('broken')).some(isCrashing));
    await lab.start();
    await lab.counts('broken', {failed: 0, rolling: 1});
    // Looked at once more: what was seen at the first look must not make it ours.
    await lab.change('Deployment', 'broken', {metadata: {annotations: {touched: 'yes'}}});
    await lab.deployment('broken-witness', {label: 'broken'});
    await lab.counts('broken', {failed: 0, rolling: 1, pending: 1});
    assert.equal(lab.writes('broken'), 1);
  });

  it('is put back exactly when its pods are not up by the deadline', async () => {
    await lab.counts('late', {failed: 1});
    isPutBack('late', 'DeadlineExceeded');
    await eventually('it is told', () => lab.proxy.events('Deployment', 'late').includes('ConversionFailed'));
    await lab.settles('late', {failed: 1, rolling: 0});
    assert.equal(lab.condition('late', 'Degraded')?.['reason'], 'RolloutFailed');
    assert.equal(lab.condition('late', 'Ready')?.['status'], 'True');
    await lab.settles('crash', {converted: 4, failed: 0});
    assert.equal(lab.condition('crash', 'Degraded')?.['status'], 'False');
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

/** Times of writes are whole seconds, so a write within two seconds after ours could be the same. */
async function inTheNextSecond(convertedAt = ''): Promise<void> {
  await eventually('it is later', () => Date.now() > Date.parse(convertedAt) + 2000);
}

function isCrashing(pod: JsonObject): boolean {
  return objectsAt(pod, 'status', 'initContainerStatuses').length > 0;
}
