import type {ConditionType, DegradedReason, ProgressingReason, ReadyReason} from '../../../api/reasons.ts';
import type {Meaning} from './word.ts';

export const conditionMeanings: Readonly<Record<ConditionType, Meaning>> = {
  Ready: {
    meaning:
      'Whether the policy was looked at, is valid and in force. It is not False during a long migration, since `helm --wait` and Flux look at it.',
    todo: 'Where it is False, what its reason and message say.',
  },
  Progressing: {
    meaning: 'Whether the policy has work that goes on. Its message counts what rolls and what waits, with reasons.',
    todo: 'Nothing, but where its reason says so.',
  },
  Degraded: {
    meaning:
      'Whether workloads did not come up, or the policy has stopped by itself. A blocked workload does not make it True.',
    todo: 'Where it is True, what its reason and message say.',
  },
};

type ReasonMeaning = Meaning & {readonly status: string};

/** The reasons of each condition. */
export const conditionReasonMeanings: {
  readonly Ready: Readonly<Record<ReadyReason, ReasonMeaning>>;
  readonly Progressing: Readonly<Record<ProgressingReason, ReasonMeaning>>;
  readonly Degraded: Readonly<Record<DegradedReason, ReasonMeaning>>;
} = {
  Ready: {
    Active: {
      status: 'True',
      meaning: 'The policy is in force: `conversion.mode` or `jobs.mode` is Enforce.',
      todo: 'Nothing.',
    },
    Auditing: {
      status: 'True',
      meaning: 'The policy reports and changes nothing.',
      todo: 'Set `conversion.mode` or `jobs.mode` to Enforce to act.',
    },
    Suspended: {
      status: 'True',
      meaning: '`spec.suspend` is set, or `outrigger pause` holds it: what is converted is kept, and nothing starts.',
      todo: 'Set it to false to go on, or `outrigger resume`, as the message says.',
    },
    Invalid: {
      status: 'False',
      meaning:
        'The API server took the policy, and it still cannot be followed, such as with a profile that this version does not know. The message says what is wrong.',
      todo: 'Correct it as the message says.',
    },
    EngineUnavailable: {
      status: 'False',
      meaning: 'Something that the policy needs is not there, such as a permission. The message says what.',
      todo: 'Give Outrigger what is missing. It goes on by itself within 5 minutes.',
    },
  },
  Progressing: {
    Converting: {
      status: 'True',
      meaning: 'Workloads wait for their conversion, or roll now.',
      todo: 'Wait. The message counts them by reason.',
    },
    Reverting: {
      status: 'True',
      meaning: 'The policy is being deleted with `onDelete: Revert`, and its workloads are put back.',
      todo: 'Wait. The message says how many are left.',
    },
    Complete: {
      status: 'False',
      meaning: 'All that can be done is done. Blocked workloads do not count as work.',
      todo: 'Nothing.',
    },
    NotEnforcing: {
      status: 'False',
      meaning: 'Nothing is written in mode Off or Audit, so nothing progresses.',
      todo: 'Nothing.',
    },
    Suspended: {
      status: 'False',
      meaning: 'Work is left, and `spec.suspend` or `outrigger pause` holds it back.',
      todo: 'Set it to false to go on.',
    },
    Paused: {
      status: 'False; True while any roll',
      meaning: 'Work is left, and the policy has stopped by itself.',
      todo: 'What the condition Degraded says.',
    },
  },
  Degraded: {
    AsExpected: {status: 'False', meaning: 'No workload failed.', todo: 'Nothing.'},
    RolloutFailed: {
      status: 'True',
      meaning: 'Workloads did not come up after their conversion and were put back.',
      todo: 'Read the annotation `outrigger.dev/failed` on them. They are tried again when their pod template or the policy changes.',
    },
    RolloutStuck: {
      status: 'True',
      meaning: 'A workload should be put back and could not be.',
      todo: 'Read the message and the log: most often a permission is missing, or something refuses the write.',
    },
    Paused: {
      status: 'True',
      meaning: '`rollout.maxFailures` workloads did not come up, so nothing starts any more.',
      todo: 'Find out why they failed, then edit the spec of the policy: any edit lets it go on, and the failed ones be tried again.',
    },
  },
};
