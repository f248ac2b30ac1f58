import assert from 'node:assert/strict';
import {hangOf, type Hang} from '../../../../src/domain/pace/hang.ts';
import {container, native} from '../../../support/builders.ts';
import {
  CRASHES,
  ENDED,
  IS_SCHEDULED,
  PULLS,
  RUNS,
  SCHEDULED,
  STARTED,
  startingPod,
  WAITS,
  type StartingPod,
} from '../../../support/starting-pod.ts';

const AFTER_SETUP = Date.parse('2026-11-28T10:00:30Z');
const hangs = (on: string, why: Hang['why'] = 'NotStarted'): Hang => ({on, why, since: AFTER_SETUP});

const cases: Record<string, {readonly pod: StartingPod; readonly want: Hang | undefined}> = {
  'a sidecar that runs and whose gate does not open': {pod: {}, want: hangs('log')},
  'a sidecar that ends again and again': {pod: {states: {log: CRASHES}}, want: hangs('log', 'CrashLoop')},
  'a sidecar that was started again': {
    pod: {states: {log: {...WAITS, restartCount: 1}}},
    want: hangs('log'),
  },
  'a sidecar that has lost its restartPolicy and is waited for': {
    pod: {inits: [container('setup'), container('log')]},
    want: hangs('log'),
  },
  'the first of two that have not started': {
    pod: {inits: [container('setup'), native('log'), native('proxy')], moved: ['log', 'proxy']},
    want: hangs('log'),
  },
  'the second, where the first has started': {
    pod: {
      inits: [container('setup'), native('log'), native('proxy')],
      moved: ['log', 'proxy'],
      states: {log: STARTED, proxy: RUNS},
    },
    want: hangs('proxy'),
  },
  'none where it has started': {pod: {states: {log: STARTED}}, want: undefined},
  'none while an init container before it runs': {pod: {states: {setup: RUNS, log: WAITS}}, want: undefined},
  'none where an init container before it fails': {pod: {states: {setup: CRASHES, log: WAITS}}, want: undefined},
  'none of a sidecar that was native before': {
    pod: {inits: [container('setup'), native('mesh'), native('log')], states: {mesh: RUNS, log: WAITS}},
    want: undefined,
  },
  'none while its image is pulled, or cannot be': {pod: {states: {log: PULLS}}, want: undefined},
  'none while its volumes are not there': {pod: {states: {setup: WAITS, log: WAITS}}, want: undefined},
  'none without a node': {
    pod: {conditions: [{...IS_SCHEDULED, status: 'False'}], states: {setup: WAITS, log: WAITS}},
    want: undefined,
  },
  'none of a pod that is initialized': {
    pod: {conditions: [IS_SCHEDULED, {type: 'Initialized', status: 'True'}]},
    want: undefined,
  },
  'none of a pod that is being deleted': {pod: {metadata: {deletionTimestamp: SCHEDULED}}, want: undefined},
};

describe('what the start of a converted pod hangs on', () => {
  for (const [title, {pod, want}] of Object.entries(cases)) {
    it(`is ${title}`, () => {
      assert.deepEqual(hangOf(startingPod(pod), pod.moved ?? ['log']), want);
    });
  }

  it('is waited for from when its turn came', () => {
    const inits = [native('log')];
    assert.equal(hangOf(startingPod({inits}), ['log'])?.since, Date.parse(SCHEDULED));
    const late = {...ENDED, state: {terminated: {exitCode: 0, finishedAt: '2026-11-28T10:08:00Z'}}};
    const since = hangOf(startingPod({states: {setup: late}}), ['log'])?.since;
    assert.equal(since, Date.parse('2026-11-28T10:08:00Z'));
  });
});
