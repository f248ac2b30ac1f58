/**
 * The closed sets of words that users see in conditions, states and Events. Each stands in the docs with its meaning,
 * so a new one is added here first. Every object maps a word to itself: `ReadyReason.Active` reads well in code and
 * is the text that users see.
 */

/** `status.conditions[].type` of a policy. All three are always there. */
export const ConditionType = {
  /** Observed, valid and in force. Not False during a long migration: `helm --wait` and Flux look at it. */
  Ready: 'Ready',
  /** Work is left. */
  Progressing: 'Progressing',
  /** Workloads failed or hang, or the policy has stopped by itself. A blocked workload does not degrade. */
  Degraded: 'Degraded',
} as const;
export type ConditionType = (typeof ConditionType)[keyof typeof ConditionType];

export const ReadyReason = {
  /** True: conversion or jobs enforce. */
  Active: 'Active',
  /** True: nothing enforces; the policy reports. */
  Auditing: 'Auditing',
  /** True: `spec.suspend`, or paused by a person; what is converted is kept, nothing starts. */
  Suspended: 'Suspended',
  /** False: the spec passed the CRD and still cannot be followed, such as a profile that this version does not know. */
  Invalid: 'Invalid',
  /** False: what the spec needs is not there, such as a permission or an admission policy. */
  EngineUnavailable: 'EngineUnavailable',
} as const;
export type ReadyReason = (typeof ReadyReason)[keyof typeof ReadyReason];

export const ProgressingReason = {
  /** True: workloads wait for conversion or roll now. */
  Converting: 'Converting',
  /** True: the policy is being deleted with `onDelete: Revert`, and workloads are put back. */
  Reverting: 'Reverting',
  /** False: all that can be done is done. */
  Complete: 'Complete',
  /** False: nothing is written, so nothing progresses (mode Off or Audit). */
  NotEnforcing: 'NotEnforcing',
  /** False: work is left and `spec.suspend`, or a person's pause, holds it back. */
  Suspended: 'Suspended',
  /** False: work is left and the policy has stopped by itself (see Degraded). */
  Paused: 'Paused',
} as const;
export type ProgressingReason = (typeof ProgressingReason)[keyof typeof ProgressingReason];

export const DegradedReason = {
  /** False: no workload failed, none hangs. */
  AsExpected: 'AsExpected',
  /** True: at least one workload was put back after its new pods did not come up. */
  RolloutFailed: 'RolloutFailed',
  /** True: at least one workload rolls past its deadline and could not be put back. */
  RolloutStuck: 'RolloutStuck',
  /** True: `maxFailures` workloads failed; nothing starts until the policy's generation changes. */
  Paused: 'Paused',
} as const;
export type DegradedReason = (typeof DegradedReason)[keyof typeof DegradedReason];

export type ConditionReason = ReadyReason | ProgressingReason | DegradedReason;

/** The states of one workload under one policy, in the order in which they are tried: the first that applies is it. */
export const WORKLOAD_STATES = [
  /** Another policy governs it, or the label `outrigger.dev/skip` leaves it out. */
  'skipped',
  /**
   * Put back by us after its new pods did not come up, or, with delivery Pod, its pods are converted no more; until its
   * template or the policy changes.
   */
  'failed',
  /** A finding keeps it from being converted; nothing of it is changed. */
  'blocked',
  /** Converted by us, not yet seen to work; holds a slot of `rollout.maxConcurrent`. */
  'rolling',
  'converted',
  /** The product's own injector makes it native, and a native pod was seen. */
  'delegated',
  /** All matching containers are native, and not by us. */
  'native',
  /** Convertible; in Audit too. */
  'pending',
] as const;
export type WorkloadState = (typeof WORKLOAD_STATES)[number];

/** Why a workload is in its state, where the state alone does not say it. */
export const StateReason = {
  // skipped
  /** Another policy claims it first. */
  GovernedElsewhere: 'GovernedElsewhere',
  /** `outrigger.dev/skip: "true"` on its namespace, itself or its template. */
  SkipLabel: 'SkipLabel',

  // failed
  /** Its pods were not ready within `rollout.progressDeadlineSeconds`. */
  DeadlineExceeded: 'DeadlineExceeded',
  /** Its new pods crashed again and again. */
  CrashLoop: 'CrashLoop',

  // rolling
  RolloutInProgress: 'RolloutInProgress',
  /** A CronJob whose next run has not started yet. */
  AwaitsRun: 'AwaitsRun',

  // converted
  /** A CronJob whose next run did not come within the deadline: converted, not seen to work. */
  Unproven: 'Unproven',
  /** Its pods change only when something restarts them (OnDelete, a partition, or delivery Pod without restartPods). */
  AwaitsRestart: 'AwaitsRestart',
  /** The policy's rules say something else today; brought up to date at the policy's pace. */
  SettingsOutdated: 'SettingsOutdated',

  // pending
  /** The policy reports and changes nothing (mode Off or Audit). */
  AuditOnly: 'AuditOnly',
  PolicySuspended: 'PolicySuspended',
  /** The policy stopped after `rollout.maxFailures` failures. */
  PolicyPaused: 'PolicyPaused',
  /** As many workloads roll as `rollout.maxConcurrent` allows. */
  WaitsForSlot: 'WaitsForSlot',
  /** It was not healthy before us, so its health could not be judged after. */
  NotHealthy: 'NotHealthy',
  /** A paused Deployment. */
  WorkloadPaused: 'WorkloadPaused',
  /** A CronJob of the same rule is Unproven; one at a time until one has succeeded. */
  AwaitsFirstRun: 'AwaitsFirstRun',
  /** It would be converted when its pods are created, which this cluster cannot do, or nobody has asked for. */
  AdmissionNotAvailable: 'AdmissionNotAvailable',
  /** Its injector is told to add a native sidecar, or should do so by itself, and adds a classic one: it is too old. */
  InjectorTooOld: 'InjectorTooOld',
  /** Its injector is told, and no pod has been created since that would show what it makes of it. */
  AwaitsPod: 'AwaitsPod',
  /** Its pods were restarted so that they are converted, and are classic all the same. */
  StaysClassic: 'StaysClassic',
  /** Its injector is told to add a classic sidecar, and not by us. */
  SwitchedOff: 'SwitchedOff',
  /** (Also rolling.) The API server did not take the write, and the message says why. Tried again now and then. */
  WriteRefused: 'WriteRefused',
} as const;
export type StateReason = (typeof StateReason)[keyof typeof StateReason];

/**
 * Reasons of the Events that Outrigger writes, on a transition of (workload, state, reason) only: never on resync,
 * never in Audit.
 */
export const EventReason = {
  /** Normal, on the workload: its sidecars were made native, and a rollout began where its kind has one. */
  Converted: 'Converted',
  /** Normal, on the workload: an injector was told to add its sidecar as a native one, and a rollout began. */
  Delegated: 'Delegated',
  /** Normal, on the workload: its new pods came up. */
  ConversionProven: 'ConversionProven',
  /** Normal, on the workload: put back because someone asked for it. */
  Reverted: 'Reverted',
  /** Warning, on the workload: it could not be put back when its policy was deleted; it stays converted. */
  ReversionFailed: 'ReversionFailed',
  /** Normal, on the workload: its pods are restarted so that they are converted, or so that they are classic again. */
  PodsRestarted: 'PodsRestarted',
  /** Warning, on the workload: put back, or its pods converted no more, because its new pods did not come up. */
  ConversionFailed: 'ConversionFailed',
  /** Warning, on the workload: an enforced workload became blocked. */
  ConversionBlocked: 'ConversionBlocked',
  /** Warning, on the policy: it stopped after `rollout.maxFailures` failures. */
  PolicyPaused: 'PolicyPaused',
  /** Normal, on the policy: it works again after a change. */
  PolicyResumed: 'PolicyResumed',
  /** Normal, on the pod and its Job: the pod of a stuck Job was given the phase that its main containers earned. */
  JobFinalized: 'JobFinalized',
} as const;
export type EventReason = (typeof EventReason)[keyof typeof EventReason];
