import assert from 'node:assert/strict';
import type {ClusterState} from '../../../src/controllers/cluster-state.ts';
import {Sweep} from '../../../src/controllers/policy/sweep.ts';
import type {PolicyView} from '../../../src/controllers/views/policy-view.ts';
import {workloadView} from '../../../src/controllers/views/workload-view.ts';
import type {WorkloadView} from '../../../src/controllers/views/workload-view.ts';
import type {Evaluation} from '../../../src/controllers/workload/evaluate.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {deployment, policy, workload} from '../../support/builders.ts';
import {systemClock} from '../../../src/runtime/clock.ts';
import {TimeSlice} from '../../../src/runtime/time-slice.ts';

describe('the sweep', () => {
  let sweep: Sweep;
  let views: WorkloadView[];
  let policies: readonly Policy[];
  let enqueued: string[];
  let known: Set<string>;
  /** Called while a workload is looked at. */
  let during: (name: string, isNews: boolean) => void;
  const signal = new AbortController().signal;

  beforeEach(() => {
    views = [view('a'), view('b')];
    policies = [POLICY];
    enqueued = [];
    known = new Set();
    during = () => undefined;
    sweep = new Sweep({
      state: stateOf(
        () => views,
        () => policies,
      ),
      slice: new TimeSlice(systemClock),
      observe: ({name}, isNews) => {
        during(name, isNews(POLICY.key));
        return name === 'b' ? NOTHING_TO_DO : TO_CONVERT;
      },
      isBehind: () => false,
      isKnown: workload => known.has(workload),
      enqueue: key => enqueued.push(key),
    });
  });

  describe('at start', () => {
    it('looks only at what bears a mark before anything is started', async () => {
      views = [view('a'), view('converted', {'outrigger.dev/record': '[]'}), view('b')];
      const seen: string[] = [];
      during = name => seen.push(name);
      assert.equal(sweep.admits(POLICY, key('a')), false);
      await sweep.begin(signal);
      assert.deepEqual(seen, ['converted']);
      assert.equal(sweep.admits(POLICY, key('a')), true);
    });

    it('hands on what is found while the rest is looked at, and calls none of it news', async () => {
      const seen: string[] = [];
      during = (name, isNews) => seen.push(`${name} ${isNews} ${enqueued.length}`);
      await sweep.begin(signal);
      await sweep.everything(signal);
      assert.deepEqual(seen, ['a false 0', 'b false 1']);
      await sweep.everything(signal);
      assert.deepEqual(seen.slice(2), ['a true 1', 'b true 2']);
    });

    it('lets nobody tell how a policy stands before all of its workloads were looked at, once for all who ask', async () => {
      const seen: string[] = [];
      during = name => seen.push(name);
      await sweep.begin(signal);
      assert.deepEqual([sweep.isComplete(POLICY), sweep.hasLookedAtAll(POLICY)], [true, false]);
      await Promise.all([sweep.ifChanged(POLICY, signal), sweep.everything(signal), sweep.ifChanged(POLICY, signal)]);
      assert.deepEqual(seen, ['a', 'b']);
      assert.equal(sweep.hasLookedAtAll(POLICY), true);
    });

    for (const [title, before] of [
      ['later', []],
      ['later, before everything was looked at under the others', [{...policy(), key: 'shop/other'}]],
    ] as const) {
      it(`calls it news what is found under a policy that comes ${title}`, async () => {
        const seen: string[] = [];
        policies = before;
        during = (name, isNews) => seen.push(`${name} ${isNews}`);
        await sweep.begin(signal);
        await sweep.everything(signal);
        assert.deepEqual(seen, ['a true', 'b true']);
      });
    }

    it('passes over what a worker has come to meanwhile: it may be news', async () => {
      const seen: string[] = [];
      during = name => {
        seen.push(name);
        known.add(key('b'));
      };
      await sweep.begin(signal);
      await sweep.everything(signal);
      assert.deepEqual(seen, ['a']);
    });

    it('looks again where the first look has failed', async () => {
      during = () => {
        during = () => undefined;
        throw new Error('no');
      };
      await sweep.begin(signal);
      await assert.rejects(sweep.ifChanged(POLICY, signal));
      await sweep.ifChanged(POLICY, signal);
      assert.deepEqual(enqueued, [key('a')]);
    });

    it('keeps nobody waiting when it is cut short', async () => {
      await sweep.everything(AbortSignal.abort());
      await sweep.ifChanged(POLICY, AbortSignal.abort());
      assert.deepEqual(enqueued, []);
    });
  });

  describe('of a changed policy', () => {
    beforeEach(async () => {
      await sweep.everything(signal);
      enqueued = [];
    });

    it('looks at every workload before anything is started, and hands on those with something to do', async () => {
      assert.equal(sweep.admits(POLICY, key('x')), false);
      await sweep.ifChanged(POLICY, signal);
      assert.equal(sweep.admits(POLICY, key('a')), true);
      assert.deepEqual(enqueued.sort(), [key('a'), key('x')]);
    });

    it('does not look again before the policy is another one, or has got its finalizer', async () => {
      await sweep.ifChanged(POLICY, signal);
      enqueued = [];
      await sweep.ifChanged(POLICY, signal);
      assert.deepEqual(enqueued, []);
      await sweep.ifChanged({...POLICY, generation: 2}, signal);
      const revert: Policy = {...POLICY, generation: 2, conversion: {...POLICY.conversion, onDelete: 'Revert'}};
      await sweep.ifChanged(revert, signal);
      await sweep.ifChanged({...revert, finalizers: ['outrigger.dev/revert']}, signal);
      assert.deepEqual(enqueued, [key('a'), key('a'), key('a')]);
    });

    it('does not lose a workload that comes while it is under way, and asks too early', async () => {
      during = () => {
        during = () => undefined;
        views.push(view('late'));
        assert.equal(sweep.admits(POLICY, key('late')), false);
      };
      await sweep.ifChanged(POLICY, signal);
      assert.deepEqual(enqueued, [key('a'), key('late')]);
      assert.equal(sweep.admits(POLICY, key('late')), true);
    });

    it('forgets those that asked under a policy that is gone', async () => {
      sweep.admits(POLICY, key('x'));
      await sweep.afterRemoval(POLICY.key, signal);
      enqueued = [];
      await sweep.ifChanged(POLICY, signal);
      assert.deepEqual(enqueued, [key('a')]);
    });
  });
});

const POLICY = policy();
const NOTHING_TO_DO: Evaluation = {workload: workload(), outcomes: new Map()};
const TO_CONVERT: Evaluation = {
  workload: workload(),
  governing: POLICY,
  outcomes: new Map([
    [
      POLICY.key,
      {kind: 'Deployment', enforced: true, state: 'pending', message: '', findings: [], action: {type: 'Bookkeep'}},
    ],
  ]),
};

function view(name: string, annotations: Record<string, string> = {}): WorkloadView {
  return workloadView('Deployment', deployment(undefined, {metadata: {name, annotations}}), 'outrigger');
}

function key(name: string): string {
  return `Deployment/shop/${name}`;
}

function stateOf(views: () => readonly WorkloadView[], policies: () => readonly Policy[]): ClusterState {
  const state: Pick<ClusterState, 'workloads' | 'workload' | 'allPolicies'> = {
    allPolicies: () => policies() as readonly PolicyView[],
    *workloads() {
      yield* views();
    },
    workload: wanted => views().find(each => key(each.name) === wanted),
  };
  return state as ClusterState;
}
