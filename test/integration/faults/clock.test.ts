import assert from 'node:assert/strict';
import {CONVERTED_AT_ANNOTATION, FAILED_ANNOTATION} from '../../../src/api/constants.ts';
import {stringAt, valueAt} from '../../../src/domain/json.ts';
import {rolloutOf} from '../../../src/domain/pace/rollout.ts';
import type {Write} from '../../support/api-proxy.ts';
import {container} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import type {Operator} from '../../support/operator.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {JobScene} from '../jobs/job-scene.ts';
import {Kubelet, type Fate} from '../loop/kubelet.ts';
import {Lab} from '../loop/lab.ts';
import {assertQuiet} from './fault-run.ts';

const HOUR = 3_600_000;
/** The shortest that a policy can ask for. */
const DEADLINE = 10_000;
const WAIT = 2000;
const FATES: Readonly<Record<string, Fate>> = {good: 'Runs', crashing: 'Crashes', late: 'Waits', edited: 'Waits'};
const NAMES = Object.keys(FATES);
const CONVERSION = {mode: 'Enforce', rollout: {progressDeadlineSeconds: DEADLINE / 1000, maxFailures: 5}};

for (const [title, name, clockAhead] of [
  ['an hour ahead of', 'ahead', HOUR],
  ['an hour behind', 'behind', -HOUR],
] as const) {
  describe(`an operator whose clock is ${title} the cluster’s`, function () {
    this.timeout(120_000);
    let lab: Lab;
    let jobs: JobScene;
    let kubelet: Kubelet;
    const operators: Operator[] = [];
    const pods = new Map<string, string>();
    let endedAt: number;

    before(async () => {
      lab = await Lab.open(`faults-clock-${name}`);
      jobs = await JobScene.in(await sharedCluster(), lab.namespace);
      kubelet = await Kubelet.start(lab.admin.rest, lab.namespace);
      kubelet.decide((each, native) => (native ? (FATES[each] ?? 'Runs') : 'Runs'));
      await beforeThePolicies();
      operators.push(await lab.start(undefined, clockAhead));
      await underThePolicies();
      await lab.operator.kill();
      await jobs.report(podOf('away'), {app: 0, log: 'running'});
      operators.push(await lab.start(undefined, clockAhead));
    });

    after(async () => {
      await kubelet.stop();
      await jobs.admin.close();
      await lab.close();
    });

    async function beforeThePolicies(): Promise<void> {
      for (const each of NAMES) {
        await lab.deployment(each, {spec: {replicas: 1}});
        await eventually(
          `${each} is healthy`,
          () => rolloutOf('Deployment', lab.follower('Deployment').get(each)).healthy,
        );
      }
      for (const each of ['backlog', 'watched', 'away']) pods.set(each, await jobs.createJob(each));
      await jobs.report(podOf('backlog'), {app: 0, log: 'running'}, 20);
    }

    /** What one process sees, until it is killed. */
    async function underThePolicies(): Promise<void> {
      await jobs.createPolicy('jobs', {mode: 'Enforce', waitSeconds: WAIT / 1000}, {tier: 'batch'});
      await jobs.enforces('jobs');
      for (const each of ['watched', 'away']) await jobs.report(podOf(each), {app: 'running', log: 'running'});
      for (const each of NAMES) await lab.policyFor(each, each, {conversion: CONVERSION});
      await eventually('all are converted', () => NAMES.every(each => conversions(each).length > 0));
      await eventually(
        'some seconds have passed',
        () => performance.now() - (conversions('edited')[0]?.at ?? 0) > 3000,
      );
      const containers = [container('app', {image: 'registry.example/app:2.0'})];
      await lab.change('Deployment', 'edited', {spec: {template: {spec: {containers}}}});
      endedAt = performance.now();
      await jobs.report(podOf('watched'), {app: 0, log: 'running'});
      await eventually('the watched pod is finished', () => finishes('watched').length > 0);
    }

    const podOf = (job: string): string => pods.get(job) ?? '';
    const conversions = (each: string): readonly Write[] => lab.proxy.stored(`/deployments/${each}`);
    const finishes = (job: string): readonly Write[] => lab.proxy.stored(`/pods/${podOf(job)}/status`);
    const mark = (each: string, key: string): string | undefined =>
      stringAt(lab.follower('Deployment').get(each), 'metadata', 'annotations', key);

    it('converts, once, and dates it by the cluster’s clock', async () => {
      await lab.counts('good', {converted: 1});
      assert.equal(conversions('good').length, 1);
      const off = Date.parse(mark('good', CONVERTED_AT_ANNOTATION) ?? '') - Date.now();
      assert.ok(Math.abs(off) < 120_000, `${off} ms`);
    });

    it('puts back what crashes', async () => {
      await lab.counts('crashing', {failed: 1});
      assert.equal(conversions('crashing').length, 2);
    });

    it('puts back what does not come up, at its deadline and not before', async () => {
      await lab.counts('late', {failed: 1});
      const [converted, putBack, ...more] = conversions('late');
      assert.deepEqual(more, []);
      assert.ok((putBack?.at ?? 0) - (converted?.at ?? 0) > DEADLINE - 1500);
      assert.match(mark('late', FAILED_ANNOTATION) ?? '', /DeadlineExceeded/);
    });

    it('does not call a rollout its own that somebody else has started', async () => {
      await lab.counts('edited', {converted: 1, failed: 0, rolling: 0});
      assert.equal(conversions('edited').length, 1);
    });

    it('finishes a Job’s pod that it has watched, after the wait', async () => {
      await eventually('the Job is Complete', async () => (await jobs.endOf('watched')) === 'Complete');
      assert.equal(finishes('watched').length, 1);
      // The kubelet reports whole seconds.
      assert.ok((finishes('watched')[0]?.at ?? 0) - endedAt > WAIT - 1000);
    });

    it('finishes one whose main ended while it was away', async () => {
      await eventually('the Job is Complete', async () => (await jobs.endOf('away')) === 'Complete');
      assert.equal(finishes('away').length, 1);
    });

    it('still takes for backlog what had ended before the policy began', async () => {
      await eventually('it is counted', async () => valueAt(await jobs.policyStatus('jobs'), 'jobs', 'backlog') === 1);
      assert.deepEqual(finishes('backlog'), []);
    });

    it('says little, and ends when it is told to', async () => {
      assertQuiet({operators}, {});
      assert.equal(await lab.operator.stop(), 0);
    });
  });
}
