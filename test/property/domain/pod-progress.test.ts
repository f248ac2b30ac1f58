import assert from 'node:assert/strict';
import fc from 'fast-check';
import {hangOf} from '../../../src/domain/pace/hang.ts';
import {podProgressOf, type PodProgressInput} from '../../../src/domain/pace/pod-progress.ts';
import {rolloutPodOf, type RolloutPod} from '../../../src/domain/pace/rollout-pod.ts';
import {anyJson} from '../../support/json-arbitraries.ts';

const EPOCH = Date.parse('2026-11-28T10:00:00Z');
/** ms within an hour. */
const time = fc.integer({min: 0, max: 3600}).map(seconds => EPOCH + seconds * 1000);
const name = fc.constantFrom('log', 'proxy');

const pod: fc.Arbitrary<RolloutPod> = fc
  .record({
    natives: fc.uniqueArray(name),
    initialized: fc.boolean(),
    created: time,
    over: fc.boolean(),
    hang: fc.option(
      fc.record({on: name, why: fc.constantFrom('NotStarted' as const, 'CrashLoop' as const), since: time}),
    ),
  })
  .map(({natives, initialized, created, over, hang}) => ({
    natives,
    initialized,
    createdAt: new Date(created).toISOString(),
    ...(over ? {over} : {}),
    // What has got past its sidecars, or is over, hangs on none.
    ...(hang === null || initialized || over ? {} : {hang}),
  }));

const input: fc.Arbitrary<PodProgressInput> = fc.record({
  pods: fc.array(pod, {maxLength: 6}),
  names: fc.uniqueArray(name, {minLength: 1}),
  rollout: fc.record({
    strategy: fc.constant('Rolling' as const),
    updated: fc.boolean(),
    complete: fc.boolean(),
    healthy: fc.boolean(),
    paused: fc.boolean(),
  }),
  deadlineSeconds: fc.integer({min: 10, max: 1200}),
  now: time,
  restartedAt: fc.option(time, {nil: undefined}),
  judgedUntil: time,
});

describe('laws of the breaker of pods', () => {
  it('nothing fails before a whole deadline has passed since the turn of a sidecar came', () => {
    fc.assert(
      fc.property(input, given => {
        const {pods, now, deadlineSeconds} = given;
        const isLate = pods.some(({hang}) => hang !== undefined && now - hang.since >= deadlineSeconds * 1000);
        assert.ok(isLate || podProgressOf(given).type !== 'Failing');
      }),
    );
  });

  it('nothing fails while a converted pod is up', () => {
    fc.assert(
      fc.property(input, given => {
        const up: RolloutPod = {natives: given.names, initialized: true, createdAt: new Date(EPOCH).toISOString()};
        assert.notEqual(podProgressOf({...given, pods: [...given.pods, up]}).type, 'Failing');
      }),
    );
  });

  it('a time is looked at again before anything could fail', () => {
    fc.assert(
      fc.property(input, given => {
        const found = podProgressOf(given);
        if (found.type === 'Failing' || found.proven) return;
        const next = Math.min(
          ...given.pods
            .filter(({createdAt}) => Date.parse(createdAt) > given.judgedUntil)
            .map(({hang}) => (hang === undefined ? Infinity : hang.since + given.deadlineSeconds * 1000)),
        );
        assert.ok((found.until ?? Infinity) <= next);
      }),
    );
  });

  it('the order of the pods changes no count and no verdict', () => {
    fc.assert(
      fc.property(input, given => {
        const [one, other] = [podProgressOf(given), podProgressOf({...given, pods: given.pods.toReversed()})];
        assert.deepEqual([one.type, one.native, one.all], [other.type, other.native, other.all]);
      }),
    );
  });

  it('any JSON can be read as a pod', () => {
    fc.assert(
      fc.property(anyJson(), anyJson(), anyJson(), (metadata, spec, status) => {
        for (const each of [metadata, {metadata, spec, status}]) {
          assert.equal(typeof rolloutPodOf(each).initialized, 'boolean');
          assert.doesNotThrow(() => hangOf(each, ['log']));
        }
      }),
    );
  });
});
