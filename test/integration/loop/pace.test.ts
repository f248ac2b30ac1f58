import assert from 'node:assert/strict';
import {SKIP_LABEL} from '../../../src/api/constants.ts';
import {objectsAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {rolloutOf} from '../../../src/domain/pace/rollout.ts';
import type {Write} from '../../support/api-proxy.ts';
import {eventually} from '../../support/eventually.ts';
import {Kubelet} from './kubelet.ts';
import {Lab} from './lab.ts';

const FOUR = ['a', 'b', 'c', 'd'];

describe('the pace of a policy', function () {
  this.timeout(120_000);
  let lab: Lab;
  let kubelet: Kubelet;
  /** Deployments whose new pods come up. */
  const allowed = new Set<string>();
  /** For each write to a Deployment: how many rolled then, itself included. */
  let rolling: number[] = [];
  let started: string[] = [];

  before(async () => {
    lab = await Lab.open('loop-pace');
    kubelet = await Kubelet.start(lab.admin.rest, lab.namespace);
    lab.proxy.onAnswer = note;
    await lab.start();
  });

  after(async () => {
    await kubelet.stop();
    await lab.close();
  });

  function note({path, status}: Write): void {
    if (!path.includes('/deployments/') || status !== 200) return;
    started.push(path.slice(path.lastIndexOf('/') + 1));
    rolling.push(started.filter(name => !allowed.has(name)).length);
  }

  /** From here on every new pod waits until it is let. */
  function hold(): void {
    [started, rolling] = [[], []];
    allowed.clear();
    kubelet.decide(name => (allowed.has(name) ? 'Runs' : 'Waits'));
  }

  function letOne(name: string): void {
    allowed.add(name);
    kubelet.decide(each => (allowed.has(each) ? 'Runs' : 'Waits'));
  }

  const healthy = (name: string): boolean => rolloutOf('Deployment', lab.follower('Deployment').get(name)).healthy;

  /** Healthy Deployments with a pod each. */
  async function running(label: string, which = FOUR): Promise<readonly string[]> {
    kubelet.decide(() => 'Runs');
    const names = which.map(each => `${label}-${each}`);
    for (const name of names) await lab.deployment(name, {label: name, spec: {replicas: 1}});
    for (const name of names) await eventually(`${name} is healthy`, () => healthy(name));
    return names;
  }

  const covering = (names: readonly string[], conversion: JsonObject): JsonObject => ({
    target: {selector: {matchExpressions: [{key: 'name', operator: 'In', values: names}]}},
    conversion: {mode: 'Enforce', ...conversion},
  });

  /** Lets one rollout after the other end; as many as `slots` must be under way all the time until the last. */
  async function endAll(count: number, slots: number): Promise<void> {
    for (let ended = 0; ended < count; ended++) {
      const expected = Math.min(count, ended + slots);
      await eventually(`${expected} have started`, () => started.length >= expected);
      letOne(started[ended] ?? '');
    }
    assert.equal(new Set(started).size, count);
    assert.equal(Math.max(...rolling), slots);
  }

  it('lets one workload roll at a time, and the next when it is complete', async () => {
    const names = await running('one');
    hold();
    await lab.policy('one', covering(names, {rollout: {maxConcurrent: 1}}));
    await endAll(4, 1);
    await lab.counts('one', {converted: 4, rolling: 0});
    for (const name of names) assert.equal(lab.writes(name), 1);
  });

  it('brings new settings to what is converted, one at a time', async () => {
    hold();
    const startup = {gate: 'Probe', probe: {tcpSocket: {port: 24224}}};
    await lab.change('SidecarPolicy', 'one', {spec: {sidecars: [{match: {names: ['log']}, startup}]}});
    await endAll(4, 1);
    await lab.counts('one', {converted: 4, rolling: 0});
    for (const each of FOUR) assert.equal(lab.writes(`one-${each}`), 2);
  });

  it('counts a percentage of what is selected', async () => {
    const names = await running('third', [...FOUR, 'e', 'f', 'g', 'h']);
    hold();
    await lab.policy('third', covering(names, {rollout: {maxConcurrent: '33%'}}));
    await endAll(8, 3);
    await lab.counts('third', {converted: 8, rolling: 0});
    for (const name of names) assert.equal(lab.writes(name), 1);
  });

  it('goes on when what rolls is deleted', async () => {
    const names = await running('gone', ['a', 'b']);
    hold();
    await lab.policy('gone', covering(names, {onDelete: 'Revert'}));
    await eventually('one has started', () => started.length === 1);
    await lab.admin.delete('Deployment', lab.namespace, started[0] ?? '');
    await eventually('the other has started', () => started.length === 2);
    letOne(started[1] ?? '');
    await lab.counts('gone', {converted: 1, rolling: 0, pending: 0});
  });

  it('does not wait for those that wait no longer', async () => {
    await running('tired', ['a']);
    hold();
    const later = ['tired-b', 'tired-c', 'tired-d'];
    await lab.policy('tired', covering(['tired-a', ...later], {}));
    await eventually('the first has started', () => started.length === 1);
    for (const name of later) await lab.deployment(name);
    await lab.counts('tired', {rolling: 1, pending: 3});
    for (const name of ['tired-b', 'tired-c']) {
      await lab.change('Deployment', name, {metadata: {labels: {[SKIP_LABEL]: 'true'}}});
    }
    await lab.counts('tired', {rolling: 1, pending: 1, skipped: 2});
    letOne('tired-a');
    await lab.counts('tired', {converted: 2, skipped: 2});
    assert.deepEqual(started, ['tired-a', 'tired-d']);
  });

  it('holds for the way back, too', async () => {
    const names = await running('back');
    await lab.policy('back', covering(names, {rollout: {maxConcurrent: 4}, onDelete: 'Revert'}));
    await lab.counts('back', {converted: 4});
    hold();
    await lab.change('SidecarPolicy', 'back', {spec: {conversion: {rollout: {maxConcurrent: 1}}}});
    await lab.admin.delete('SidecarPolicy', lab.namespace, 'back');
    await endAll(4, 1);
    await eventually('the policy is gone', () => lab.follower('SidecarPolicy').get('back') === undefined);
    for (const name of names) assert.deepEqual([lab.inits(name), lab.writes(name)], [[], 2]);
  });

  it('starts nothing that was not healthy before, and starts it once it is', async () => {
    hold();
    await lab.deployment('sick', {spec: {replicas: 1}});
    await lab.policyFor('sick', 'sick');
    await lab.counts('sick', {pending: 1});
    assert.equal(lab.writes('sick'), 0);
    letOne('sick');
    await lab.counts('sick', {converted: 1});
    assert.equal(lab.writes('sick'), 1);
  });

  it('starts no paused Deployment, and starts it once it is resumed', async () => {
    await lab.deployment('frozen', {spec: {paused: true}});
    const observed = (): unknown => valueAt(lab.follower('Deployment').get('frozen'), 'status', 'observedGeneration');
    await eventually('only its pause keeps it', () => observed() === 1);
    await lab.policyFor('frozen', 'frozen');
    await lab.counts('frozen', {pending: 1});
    assert.equal(lab.writes('frozen'), 0);
    await lab.change('Deployment', 'frozen', {spec: {paused: false}});
    await lab.counts('frozen', {converted: 1});
    assert.equal(lab.writes('frozen'), 1);
  });

  it('does not hold a slot for StatefulSets whose pods somebody has to delete', async () => {
    kubelet.decide(() => 'Runs');
    for (const name of ['first', 'second']) await lab.create('StatefulSet', onDelete(name));
    await replacePod('first');
    await lab.policyFor('manual', 'manual');
    await lab.counts('manual', {converted: 2}, 'StatefulSet');
    for (const name of ['first', 'second']) assert.equal(lab.proxy.stored(`/statefulsets/${name}`).length, 1);
    const pod = await lab.admin.get('Pod', lab.namespace, 'first-0');
    assert.equal(objectsAt(pod, 'spec', 'initContainers').length, 0);
  });

  /** After this, the revisions in the status are two for ever (the controller moves none with OnDelete). */
  async function replacePod(name: string): Promise<void> {
    const annotations = {touched: 'yes'};
    const at = {namespace: lab.namespace, name};
    await eventually('its pod is there', () => lab.admin.get('Pod', lab.namespace, `${name}-0`));
    await lab.admin.merge('StatefulSet', at, {spec: {template: {metadata: {annotations}}}});
    await eventually('the change is seen', async () => {
      const {status} = await lab.admin.get('StatefulSet', lab.namespace, name);
      return valueAt(status, 'updateRevision') !== valueAt(status, 'currentRevision');
    });
    await lab.admin.delete('Pod', lab.namespace, `${name}-0`);
  }

  function onDelete(name: string): JsonObject {
    const labels = {app: name, name: 'manual'};
    const containers = ['app', 'log'].map(each => ({name: each, image: `registry.example/${each}:1.0`}));
    return {
      metadata: {name, namespace: lab.namespace},
      spec: {
        replicas: 1,
        serviceName: name,
        updateStrategy: {type: 'OnDelete'},
        selector: {matchLabels: {app: name}},
        template: {metadata: {labels}, spec: {containers}},
      },
    };
  }
});
