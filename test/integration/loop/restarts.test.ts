import assert from 'node:assert/strict';
import {FAILED_ANNOTATION, RECORD_ANNOTATION} from '../../../src/api/constants.ts';
import {stringAt, valueAt} from '../../../src/domain/json.ts';
import {rolloutOf} from '../../../src/domain/pace/rollout.ts';
import {container, podSpec} from '../../support/builders.ts';
import type {Write} from '../../support/api-proxy.ts';
import {eventually} from '../../support/eventually.ts';
import {Operator} from '../../support/operator.ts';
import {inBatches} from './in-batches.ts';
import {Kubelet, type Fate} from './kubelet.ts';
import {Lab} from './lab.ts';

const MANY = Array.from({length: 30}, (_, index) => `many-${index}`);

describe('an operator that is killed', function () {
  this.timeout(120_000);
  let lab: Lab;
  let kubelet: Kubelet;
  const fates = new Map<string, Fate>();

  before(async () => {
    lab = await Lab.open('loop-restarts');
    kubelet = await Kubelet.start(lab.admin.rest, lab.namespace);
    kubelet.decide((name, native) => (native ? (fates.get(name) ?? 'Runs') : 'Runs'));
  });

  after(async () => {
    await kubelet.stop();
    await lab.close();
  });

  // Also of a test that failed: two operators at once are another story.
  afterEach(async () => lab.operator.kill());

  const isTo = (name: string) => (write: Write) => write.path.includes(`/deployments/${name}`) && write.status === 200;
  const stored = (name: string): number => lab.proxy.writes.filter(isTo(name)).length;
  const annotation = (name: string, key: string): string | undefined =>
    stringAt(lab.follower('Deployment').get(name), 'metadata', 'annotations', key);

  /** Kills the operator when the server has stored what it asked for, before it hears of that. */
  function killAt(wanted: (write: Write) => boolean): Promise<void> {
    return new Promise(resolve => {
      lab.proxy.onAnswer = async write => {
        if (!wanted(write)) return;
        lab.proxy.onAnswer = () => undefined;
        await lab.operator.kill();
        resolve();
      };
    });
  }

  it('at any moment converts each of thirty Deployments exactly once in the end', async () => {
    await inBatches(MANY, async name => lab.deployment(name, {label: 'many'}));
    await lab.policyFor('many', 'many', {conversion: {mode: 'Enforce', rollout: {maxConcurrent: 4}}});
    const moments = [];
    while (stored('many') < MANY.length) moments.push(await killedOnce());
    await lab.start();
    await lab.counts('many', {converted: 30, pending: 0, rolling: 0});
    for (const name of MANY) {
      assert.equal(lab.writes(name), 1, `${name}; killed ${moments.join(', ')}`);
      assert.deepEqual(lab.inits(name), ['log']);
      assert.equal(annotation(name, RECORD_ANNOTATION), '[{"n":"log","i":1}]');
      assert.equal(valueAt(lab.follower('Deployment').get(name), 'metadata', 'generation'), 2);
      assert.ok(lab.proxy.events('Deployment', name).filter(reason => reason === 'Converted').length <= 1);
    }
  });

  /** Starts it and kills it somewhere in its work; answers when. */
  async function killedOnce(): Promise<string> {
    const before = stored('many');
    const more = 3 + Math.floor(Math.random() * 6);
    const unheard = Math.random() < 0.5;
    const operator = Operator.spawn({kubeconfig: lab.proxy.kubeconfig, flags: [`--namespace=${lab.namespace}`]});
    if (unheard) {
      await new Promise<void>(resolve => {
        lab.proxy.onAnswer = async write => {
          if (!isTo('many')(write) || stored('many') < Math.min(MANY.length, before + more)) return;
          await operator.kill();
          resolve();
        };
      });
    } else {
      await eventually('it has converted some', () => stored('many') >= Math.min(MANY.length, before + more));
      await operator.kill();
    }
    lab.proxy.onAnswer = () => undefined;
    return `after ${stored('many')}${unheard ? ' unheard' : ''}`;
  }

  it('while a rollout is under way goes on watching it', async () => {
    fates.set('rolling', 'Waits');
    await running('rolling');
    await lab.policyFor('rolling', 'rolling');
    const killed = killAt(isTo('rolling'));
    await lab.start();
    await killed;
    await lab.start();
    await lab.counts('rolling', {rolling: 1, converted: 0});
    fates.set('rolling', 'Runs');
    kubelet.decide((name, native) => (native ? (fates.get(name) ?? 'Runs') : 'Runs'));
    await lab.counts('rolling', {rolling: 0, converted: 1});
    assert.equal(lab.writes('rolling'), 1);
    const proven = () =>
      lab.proxy.events('Deployment', 'rolling').filter(reason => reason === 'ConversionProven').length;
    await eventually('it is told', () => proven() > 0);
    assert.equal(proven(), 1);
  });

  it('between putting a workload back and saying so does not try it again, and says that the policy has stopped', async () => {
    fates.set('failing', 'Crashes');
    await running('failing');
    await lab.policyFor('failing', 'failing', {conversion: {mode: 'Enforce', rollout: {maxFailures: 1}}});
    const isPutBack = (write: Write): boolean =>
      isTo('failing')(write) && JSON.stringify(write.body).includes(FAILED_ANNOTATION.replace('/', '~1'));
    const killed = killAt(isPutBack);
    await lab.start();
    await killed;
    const before = lab.proxy.writes.length;
    await lab.start();
    await lab.settles('failing', {failed: 1});
    assert.equal(lab.condition('failing', 'Degraded')?.['reason'], 'Paused');
    assert.deepEqual(lab.proxy.writes.slice(before).filter(isTo('')), []);
    await eventually('it is told', () => lab.proxy.events('SidecarPolicy', 'failing').includes('PolicyPaused'));
  });

  it('on the way back puts each workload back exactly once', async () => {
    const names = ['back-a', 'back-b', 'back-c', 'back-d'];
    for (const name of names) await lab.deployment(name, {label: 'back'});
    await lab.policyFor('back', 'back', {conversion: {mode: 'Enforce', onDelete: 'Revert'}});
    await lab.start();
    await lab.counts('back', {converted: 4});
    const killed = killAt(isTo('back'));
    await lab.admin.delete('SidecarPolicy', lab.namespace, 'back');
    await killed;
    for (let kills = 1; kills < names.length; kills++) {
      const again = killAt(isTo('back'));
      await lab.start();
      await again;
    }
    await lab.start();
    await eventually('the policy is gone', () => lab.follower('SidecarPolicy').get('back') === undefined);
    for (const name of names) {
      assert.deepEqual([lab.writes(name), lab.inits(name), lab.claim(name)], [2, [], undefined]);
    }
  });

  it('on the way back still counts what it put back before and has not come up', async () => {
    const names = ['slow-a', 'slow-b'];
    for (const name of names) await running(name, 'slow');
    await lab.policyFor('slow', 'slow', {
      conversion: {mode: 'Enforce', onDelete: 'Revert', rollout: {maxConcurrent: 1}},
    });
    await lab.start();
    await lab.counts('slow', {converted: 2});
    kubelet.decide((name, native) => (name === 'slow' && !native ? 'Waits' : 'Runs'));
    const killed = killAt(isTo('slow'));
    await lab.admin.delete('SidecarPolicy', lab.namespace, 'slow');
    await killed;
    await lab.start();
    // It is said after the next one would have been put back.
    await eventually('both are waited for', () =>
      String(lab.condition('slow', 'Progressing')?.['message']).startsWith('2 '),
    );
    assert.equal(stored('slow'), 3);
    kubelet.decide(() => 'Runs');
    await eventually('the policy is gone', () => lab.follower('SidecarPolicy').get('slow') === undefined);
    for (const name of names) assert.deepEqual([lab.writes(name), lab.inits(name)], [2, []]);
  });

  it('and started again writes no Event about what was known before', async () => {
    const pods = podSpec([container('app'), container('log', {ports: [{containerPort: 80, hostPort: 80}]})]);
    await lab.deployment('blocked', {pods});
    await lab.start();
    await lab.policyFor('blocked', 'blocked');
    await eventually('it is told once, on both', () =>
      (['Deployment', 'SidecarPolicy'] as const).every(kind => lab.proxy.events(kind, 'blocked').length === 1),
    );
    await lab.operator.kill();
    const events = lab.proxy.writes.filter(({path}) => path.endsWith('/events')).length;
    await lab.start();
    await lab.settles('blocked', {blocked: 1});
    await lab.policyFor('fresh', 'fresh');
    await lab.deployment('fresh');
    await eventually('a new one is told', () => lab.proxy.events('Deployment', 'fresh').length > 0);
    const since = lab.proxy.writes.filter(({path}) => path.endsWith('/events')).slice(events);
    for (const {body} of since) assert.match(stringAt(body, 'regarding', 'name') ?? '', /^fresh$/);
  });

  async function running(name: string, label = name): Promise<void> {
    await lab.deployment(name, {spec: {replicas: 1}, label});
    await eventually(`${name} is healthy`, () => rolloutOf('Deployment', lab.follower('Deployment').get(name)).healthy);
  }
});
