import type {StateReason, WorkloadState} from '../../../api/reasons.ts';
import {waitingMeanings} from './waiting.ts';
import type {Meaning} from './word.ts';

/** Why a workload is in its state. */
export const stateReasonMeanings: Readonly<Record<StateReason, Meaning & {readonly states: readonly WorkloadState[]}>> =
  {
    GovernedElsewhere: {
      states: ['skipped'],
      meaning:
        'Another policy claims the workload first: the one that converted it, else a SidecarPolicy before a ClusterSidecarPolicy, then the older one, then the one whose name comes first.',
      todo: 'Nothing. Which policy it is, the log line says.',
    },
    SkipLabel: {
      states: ['skipped'],
      meaning: 'The label `outrigger.dev/skip: "true"` is on its namespace, on the workload or on its pod template.',
      todo: 'Remove the label, if Outrigger is to look at it.',
    },
    DeadlineExceeded: {
      states: ['failed'],
      meaning:
        'Its new pods were not ready within `rollout.progressDeadlineSeconds`; with delivery Pod: a converted pod still waited for its sidecar.',
      todo: 'Read the Events of its pods, and the annotation `outrigger.dev/failed`. Pods that only start slowly need a longer deadline.',
    },
    CrashLoop: {
      states: ['failed'],
      meaning: 'One of its new pods ended again and again.',
      todo: 'Read the log of the container that ended (`kubectl logs --previous`), and the annotation `outrigger.dev/failed`.',
    },
    RolloutInProgress: {
      states: ['rolling'],
      meaning: 'Its pods are being replaced.',
      todo: 'Wait.',
    },
    AwaitsRun: {
      states: ['rolling'],
      meaning: 'It is a CronJob whose next run has not started.',
      todo: 'Wait for its next run.',
    },
    Unproven: {
      states: ['converted'],
      meaning:
        'It is a CronJob whose next run did not come within the deadline, or, with delivery Pod, that has not run since: converted, and not seen to work.',
      todo: 'Nothing. Its next run shows it.',
    },
    AwaitsRestart: {
      states: ['converted'],
      meaning:
        'Its pods change only when something restarts them: its update strategy is OnDelete, a partition keeps them, or they are converted when they are created (delivery Pod) and some are older than that.',
      todo: 'Restart them when it suits; with delivery Pod, `rollout.restartPods: true` does it at the pace of the policy. Jobs and bare pods are never restarted.',
    },
    SettingsOutdated: {
      states: ['converted'],
      meaning: 'The rules of the policy say something else today than when it was converted.',
      todo: "Nothing. It is brought up to date at the policy's pace.",
    },
    ...waitingMeanings,
    WriteRefused: {
      states: ['pending', 'rolling'],
      meaning:
        'The API server did not take the write, and the log line says why. It is tried again after 30 seconds, less and less often, and at once when the workload or the policy changes.',
      todo: 'Read the log line. Where a role was missing, grant it, and wait up to 5 minutes or edit the policy.',
    },
  };
