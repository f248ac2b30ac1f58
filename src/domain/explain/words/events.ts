import type {EventReason} from '../../../api/reasons.ts';
import type {Meaning, Place} from './word.ts';

type EventMeaning = Meaning & Omit<Extract<Place, {type: 'Event'}>, 'type'>;

const BOTH = 'workload, policy';

/** Reasons of the Events that Outrigger writes. */
export const eventMeanings: Readonly<Record<EventReason, EventMeaning>> = {
  Converted: {
    level: 'Normal',
    on: BOTH,
    meaning: 'Its sidecars were made native.',
    todo: 'Nothing. Its new pods are watched.',
  },
  Delegated: {
    level: 'Normal',
    on: BOTH,
    meaning: 'Its injector was told to add a native sidecar.',
    todo: 'Nothing. Its new pods show whether the injector is new enough.',
  },
  ConversionProven: {level: 'Normal', on: BOTH, meaning: 'Its new pods came up.', todo: 'Nothing.'},
  ConversionFailed: {
    level: 'Warning',
    on: BOTH,
    meaning:
      'It was put back because its new pods did not come up; with delivery Pod, its pods are not converted any more.',
    todo: 'Find out why: the Event and the annotation `outrigger.dev/failed` say what was seen.',
  },
  ConversionBlocked: {
    level: 'Warning',
    on: BOTH,
    meaning: 'An enforced workload is blocked: it became so, or the policy went from Audit to Enforce.',
    todo: 'Look up the code that the Event names: `outrigger explain CODE`.',
  },
  PodsRestarted: {
    level: 'Normal',
    on: BOTH,
    meaning:
      'Its pods are created anew (`rollout.restartPods`): to be converted, or, after they did not come up, to be classic again.',
    todo: 'Nothing.',
  },
  Reverted: {
    level: 'Normal',
    on: BOTH,
    meaning: 'It was put back because its policy is being deleted.',
    todo: 'Nothing.',
  },
  ReversionFailed: {
    level: 'Warning',
    on: BOTH,
    meaning: 'It could not be put back when its policy was deleted, and stays converted.',
    todo: 'Put it back with `outrigger revert --live`, once what the Event says is out of the way.',
  },
  PolicyPaused: {
    level: 'Warning',
    on: 'policy',
    meaning: 'The policy has stopped after `rollout.maxFailures` failures.',
    todo: 'Find out why they failed, then edit the spec of the policy.',
  },
  PolicyResumed: {
    level: 'Normal',
    on: 'policy',
    meaning: 'The policy works again after it was changed.',
    todo: 'Nothing.',
  },
  JobFinalized: {
    level: 'Normal',
    on: 'pod, Job',
    meaning: "A stuck Job's pod was given the phase that its main containers earned.",
    todo: 'Nothing. With native sidecars such Jobs end by themselves.',
  },
};
