import assert from 'node:assert/strict';
import {assessPod, type AssessSettings, type Sighting} from '../../../../src/domain/jobs/assess.ts';
import type {Assessment, NotStuckReason} from '../../../../src/domain/jobs/assessment.ts';
import {container, rule} from '../../../support/builders.ts';
import {crashLoop, creating, ended, ENDED_AT, jobPodView, running, type JobPodFields} from './job-pod.ts';

const rules = [rule({names: ['log']}), rule({images: ['*/proxy']})];
const END = Date.parse(ENDED_AT);
const settings: AssessSettings = {waitSeconds: 10, enforcedSince: END - 60_000};

function assess(fields: JobPodFields, now = END + 10_000, more: Partial<AssessSettings> = {}): Assessment {
  return assessPod(jobPodView(fields), rules, {...settings, ...more}, now);
}

const stuck: Record<string, {readonly pod: JobPodFields; readonly phase: string; readonly sidecars?: string[]}> = {
  'Never, exit 0': {pod: {}, phase: 'Succeeded'},
  'Never, exit 7': {pod: {containers: {app: ended(7), log: running}}, phase: 'Failed'},
  'Never, mains 0 and 3': {pod: {containers: {a: ended(0), log: running, b: ended(3)}}, phase: 'Failed'},
  'Never, two sidecars, of which one has ended': {
    pod: {containers: {app: ended(), log: ended(1), proxy: running}},
    phase: 'Succeeded',
    sidecars: ['proxy'],
  },
  'its deadline is to come': {
    pod: {spec: {activeDeadlineSeconds: 3700}, status: {startTime: '2026-11-01T09:00:00Z'}},
    phase: 'Succeeded',
  },
  'OnFailure, exit 0': {pod: {restartPolicy: 'OnFailure'}, phase: 'Succeeded'},
  'OnFailure, and the sidecar crash-loops': {
    pod: {restartPolicy: 'OnFailure', containers: {app: ended(), log: crashLoop}},
    phase: 'Succeeded',
  },
  'OnFailure, but Never for the main that failed (KEP-5307)': {
    pod: {
      restartPolicy: 'OnFailure',
      containers: {app: ended(4), log: running},
      container: {app: {restartPolicy: 'Never'}},
    },
    phase: 'Failed',
  },
};

const notStuck: Record<string, {readonly pod: JobPodFields; readonly why: NotStuckReason}> = {
  'a main runs': {pod: {containers: {app: running, log: running}}, why: 'MainRuns'},
  'one of two mains runs': {pod: {containers: {a: ended(), b: running, log: running}}, why: 'MainRuns'},
  'a main waits for its image': {pod: {containers: {app: creating, log: running}}, why: 'MainRuns'},
  'a main waits for its restart': {
    pod: {restartPolicy: 'OnFailure', containers: {app: crashLoop, log: running}},
    why: 'MainRuns',
  },
  'OnFailure, exit 1: the kubelet runs it again': {
    pod: {restartPolicy: 'OnFailure', containers: {app: ended(1), log: running}},
    why: 'MainRestarts',
  },
  'OnFailure, mains 0 and 3': {
    pod: {restartPolicy: 'OnFailure', containers: {a: ended(0), b: ended(3), log: running}},
    why: 'MainRestarts',
  },
  'Never, but OnFailure for the main that failed (KEP-5307)': {
    pod: {containers: {app: ended(1), log: running}, container: {app: {restartPolicy: 'OnFailure'}}},
    why: 'MainRestarts',
  },
  'Never, but Always for a main (KEP-5307)': {pod: {container: {app: {restartPolicy: 'Always'}}}, why: 'MainRestarts'},
  'a container has restart rules (KEP-5307)': {
    pod: {container: {log: {restartPolicyRules: [{action: 'RestartAllContainers'}]}}},
    why: 'RestartRules',
  },
  'restartPolicy Always': {pod: {restartPolicy: 'Always'}, why: 'AlwaysRestarts'},
  'a restart policy of the future': {pod: {restartPolicy: 'Sometimes'}, why: 'AlwaysRestarts'},
  Pending: {pod: {phase: 'Pending'}, why: 'NotRunning'},
  'Succeeded already': {pod: {phase: 'Succeeded'}, why: 'NotRunning'},
  'Failed already': {pod: {phase: 'Failed'}, why: 'NotRunning'},
  'the phase is not known': {pod: {phase: 'Unknown'}, why: 'NotRunning'},
  'a main is not reported': {pod: {containers: {a: ended(), b: undefined, log: running}}, why: 'StatusIncomplete'},
  'a sidecar is not reported': {pod: {containers: {app: ended(), log: undefined}}, why: 'StatusIncomplete'},
  'nothing is reported': {pod: {status: {containerStatuses: null}}, why: 'StatusIncomplete'},
  'more is reported than there is': {
    pod: {status: {containerStatuses: ['app', 'app', 'log'].map(name => ({name, ...ended()}))}},
    why: 'StatusIncomplete',
  },
  'an init container runs': {
    pod: {
      spec: {initContainers: [container('setup')]},
      status: {initContainerStatuses: [{name: 'setup', ...running}]},
    },
    why: 'StatusIncomplete',
  },
  'a state says nothing': {pod: {containers: {app: {state: {}}, log: running}}, why: 'StatusIncomplete'},
  'somebody debugs the pod': {
    pod: {status: {ephemeralContainerStatuses: [{name: 'debugger', ...running}]}},
    why: 'Debugged',
  },
  'no rule matches a container': {pod: {containers: {app: ended(), other: ended()}}, why: 'NoSidecar'},
  'rules match every container': {pod: {containers: {proxy: ended(), log: running}}, why: 'NoMain'},
  'the sidecar has ended too': {pod: {containers: {app: ended(), log: ended(143)}}, why: 'NoSidecarRuns'},
  'the sidecar has never started': {pod: {containers: {app: ended(), log: creating}}, why: 'NoSidecarRuns'},
  'its main ended when the pod’s own deadline was over': {
    pod: {spec: {activeDeadlineSeconds: 3600}, status: {startTime: '2026-11-01T09:00:00Z'}},
    why: 'DeadlineExceeded',
  },
  'the kubelet lost track of a main': {pod: {containers: {app: ended(137, null), log: running}}, why: 'EndUnknown'},
};

describe('assessPod', () => {
  for (const [title, {pod, phase, sidecars = ['log']}] of Object.entries(stuck)) {
    it(`is stuck and has earned ${phase}: ${title}`, () => {
      const {exits, ...rest} = {exits: [], ...assess(pod)};
      assert.deepEqual(rest, {type: 'Stuck', phase, endedAt: END, backlog: false, sidecars});
      assert.equal(
        exits.every(({code}) => code === 0),
        phase === 'Succeeded',
      );
    });
  }

  for (const [title, {pod, why}] of Object.entries(notStuck)) {
    it(`is not stuck: ${title}`, () => assert.deepEqual(assess(pod), {type: 'NotStuck', why}));
  }

  it('is not stuck while it is being deleted', () => {
    const view = {...jobPodView(), deleting: true};
    assert.deepEqual(assessPod(view, rules, settings, END + 60_000), {type: 'NotStuck', why: 'Deleting'});
  });

  it('waits until waitSeconds after the last of the mains has ended', () => {
    const pod = {containers: {a: ended(0, '2026-11-01T10:00:05Z'), b: ended(0), log: running}};
    const assessment = assess(pod, END + 14_999);
    assert.equal(assessment.type === 'Waiting' && assessment.until, END + 15_000);
    assert.equal(assess(pod, END + 15_000).type, 'Stuck');
  });

  it('does not wait with waitSeconds 0', () => assert.equal(assess({}, END, {waitSeconds: 0}).type, 'Stuck'));

  it('waits again when a main has been run again between two looks', () => {
    assert.equal(assess({}).type, 'Stuck');
    const again = {containers: {app: ended(0, '2026-11-01T10:00:08Z'), log: running}};
    assert.equal(assess(again).type, 'Waiting');
  });

  it('is backlog when the mains had ended before Enforce began, and as long as it has not', () => {
    const backlog = (enforcedSince?: number): boolean => {
      const {enforcedSince: _, ...rest} = settings;
      const all = enforcedSince === undefined ? rest : {...rest, enforcedSince};
      const assessment = assessPod(jobPodView(), rules, all, END + 10_000);
      return assessment.type === 'Stuck' && assessment.backlog;
    };
    assert.equal(backlog(END + 1), true);
    assert.equal(backlog(END), false);
    assert.equal(backlog(), true);
  });
});

describe('assessPod when the clocks differ', () => {
  const hour = 3_600_000;
  const seen = (type: Sighting['type'], at: number): Partial<AssessSettings> => ({seen: {type, at}});

  const until = (now: number, more: Partial<AssessSettings>): number => {
    const assessment = assess({}, now, more);
    return assessment.type === 'Waiting' ? assessment.until : Number.NaN;
  };

  it('waits from what was seen when the node is ahead, not for an hour', () => {
    const now = END - hour;
    assert.equal(until(now, seen('Live', now)), now + 10_000);
    assert.equal(until(now, seen('Listed', now)), now + 10_000);
  });

  it('still waits when the node is behind', () => {
    const now = END + hour;
    assert.equal(until(now, seen('Live', now)), now + 5000);
  });

  it('trusts the node for what had ended before this process looked', () => {
    assert.equal(assess({}, END + hour, seen('Listed', END + hour)).type, 'Stuck');
  });

  it('trusts the node when it agrees with what was seen', () => {
    assert.equal(until(END + 2000, seen('Live', END + 2000)), END + 10_000);
  });

  it('does not call a pod of an hour ago new because its node is ahead', () => {
    const listedAt = END - hour;
    const assessment = assess({}, listedAt + 10_000, {...seen('Listed', listedAt), enforcedSince: listedAt + 1});
    assert.equal(assessment.type === 'Stuck' && assessment.backlog, true);
  });

  it('waits for an end that lies in the future when nothing was seen', () => {
    assert.equal(until(END - hour, {}), END + 10_000);
  });
});
