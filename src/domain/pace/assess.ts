import {POLICY_ANNOTATION} from '../../api/constants.ts';
import type {WorkloadState} from '../../api/reasons.ts';
import type {Conversion, Decision} from '../decision.ts';
import type {Facts} from '../facts.ts';
import type {Finding} from '../finding.ts';
import type {Policy} from '../policy.ts';
import {leftFinding, workaroundsLeft} from '../workarounds/left.ts';
import type {Workaround} from '../workarounds/workaround.ts';
import {annotationsOf, type Workload} from '../workload.ts';
import {blocks} from '../judge.ts';
import {marksAreRight} from '../plan.ts';
import {leftAfterPutBack} from './after-put-back.ts';
import {failedMark} from './failed-mark.ts';
import type {Action, Outcome} from './outcome.ts';
import type {Progress} from './progress.ts';
import type {RolloutView} from './rollout.ts';
import type {Sighting} from './sighting.ts';
import {waitsForInjector, type Hold} from './waits-for-injector.ts';

export interface AssessInput {
  readonly workload: Workload;
  readonly policy: Policy;
  readonly facts: Facts;
  /** What `plan` answered; never NotSelected. */
  readonly decision: Exclude<Decision, {type: 'NotSelected'}>;
  /** Key of the policy that governs instead of this one. */
  readonly governedBy?: string;
  readonly skipLabel: boolean;
  readonly rollout: RolloutView;
  /** Of the conversion that is recorded; undefined: none is. */
  readonly progress: Progress | undefined;
  /** What its pods show of what injectors add. */
  readonly sighting: Sighting;
  /** This policy has put back too many workloads and waits for a change. */
  readonly policyPaused: boolean;
}

/** State of a workload under a policy, the first that applies, and what to do now. Pure. */
export function assess(input: AssessInput): Outcome {
  return (
    skipped(input) ??
    failed(input) ??
    blocked(input) ??
    rolling(input) ??
    converted(input) ??
    delegated(input) ??
    native(input) ??
    pending(input)
  );
}

function skipped(input: AssessInput): Outcome | undefined {
  if (input.governedBy !== undefined) {
    return outcome(input, 'skipped', {reason: 'GovernedElsewhere', message: `governed by ${input.governedBy}`});
  }
  return input.skipLabel ? outcome(input, 'skipped', {reason: 'SkipLabel'}) : undefined;
}

function failed(input: AssessInput): Outcome | undefined {
  const mark = failedMark(input.workload, input.policy);
  if (mark === undefined) return undefined;
  const reason = mark.reason === 'CrashLoop' ? 'CrashLoop' : 'DeadlineExceeded';
  const message = [`put back at ${mark.at}: ${mark.message}`, leftAfterPutBack(input.workload.kind) ?? []].flat();
  return outcome(input, 'failed', {reason, message: message.join('; ')});
}

function blocked(input: AssessInput): Outcome | undefined {
  if (input.decision.type !== 'Blocked') return undefined;
  const blocking = input.decision.findings.find(blocks);
  return outcome(input, 'blocked', {message: blocking === undefined ? '' : `${blocking.code}: ${blocking.message}`});
}

function rolling(input: AssessInput): Outcome | undefined {
  const {progress} = input;
  if (progress?.type === 'Rolling') {
    return outcome(input, 'rolling', {reason: progress.reason, action: {type: 'Wait', until: progress.until}});
  }
  if (progress?.type !== 'Failing') return undefined;
  const {reason, message} = progress;
  const action: Action = mayWrite(input.policy) ? {type: 'PutBack', reason, message} : {type: 'None'};
  return outcome(input, 'rolling', {reason: 'RolloutInProgress', message, action});
}

function converted(input: AssessInput): Outcome | undefined {
  const {progress, decision} = input;
  if (progress?.type !== 'Settled' || decision.type !== 'AlreadyNative') return undefined;
  const reason = decision.update?.rolls === true ? 'SettingsOutdated' : progress.reason;
  return outcome(input, 'converted', {
    ...(reason === undefined ? {} : {reason}),
    action: updateOf(input, decision.update),
  });
}

/** Where pods are native already, an injector need not be told, and nothing restarts for it. */
function delegated(input: AssessInput): Outcome | undefined {
  const {decision, sighting} = input;
  if (decision.type !== 'Delegate' || sighting !== 'Native') return undefined;
  return outcome(input, 'delegated', {action: careOf(input, decision.conversion)});
}

function native(input: AssessInput): Outcome | undefined {
  if (input.decision.type !== 'AlreadyNative') return undefined;
  return outcome(input, 'native', {action: updateOf(input, input.decision.update)});
}

/** Rules that were edited reach what is converted at the policy's pace; bookkeeping restarts nothing and needs none. */
function updateOf(input: AssessInput, update: Conversion | undefined): Action {
  if (!mayStart(input.policy)) return {type: 'None'};
  if (update === undefined) return claimedByOther(input) ? {type: 'Bookkeep'} : {type: 'None'};
  if (!update.rolls) return {type: 'Bookkeep', conversion: update};
  return holdsBack(input, update) === undefined ? {type: 'Convert', conversion: update} : {type: 'None'};
}

/** Marks that are not what they should be are put right, whether the pods are to be restarted or not. */
function careOf(input: AssessInput, conversion: Conversion): Action {
  const isRight = conversion.rolls || marksAreRight(input.workload, conversion);
  return updateOf(input, isRight ? undefined : conversion);
}

function pending(input: AssessInput): Outcome {
  const {decision, sighting} = input;
  if (decision.type !== 'Convert' && decision.type !== 'Delegate') return outcome(input, 'pending', {});
  const {conversion} = decision;
  if (decision.type === 'Delegate' && !conversion.rolls) {
    const action = careOf(input, conversion);
    return outcome(input, 'pending', {...waitsForInjector(decision.injected, sighting), action});
  }
  const hold = holdsBack(input, conversion);
  if (hold !== undefined) return outcome(input, 'pending', hold);
  return outcome(input, 'pending', {action: {type: 'Convert', conversion}});
}

/** Why a conversion that could be written is not started now. */
function holdsBack({policy, facts, rollout, policyPaused}: AssessInput, conversion: Conversion): Hold | undefined {
  const isByPods = conversion.delivery === 'Pod';
  if (isByPods && !facts.admission.pods) return {reason: 'AdmissionNotAvailable', message: NO_ADMISSION};
  if (policy.conversion.mode !== 'Enforce') return {reason: 'AuditOnly', message: 'conversion.mode is not Enforce'};
  if (policy.suspend) return {reason: 'PolicySuspended', message: 'the policy is suspended'};
  if (policyPaused) return {reason: 'PolicyPaused', message: 'too many conversions failed: edit the policy to go on'};
  // Its template is left as it is.
  if (isByPods) return {reason: 'AwaitsRestart', message: 'its pods become native when they are next created'};
  if (rollout.paused && rollout.strategy === 'Rolling') {
    return {reason: 'WorkloadPaused', message: 'its rollout is paused: kubectl rollout resume'};
  }
  return rollout.healthy
    ? undefined
    : {reason: 'NotHealthy', message: 'not all of its pods are up to date and available'};
}

const NO_ADMISSION =
  'delivery: Pod needs admission, which this installation does not have; ' +
  'today: convert the manifest where it is kept (outrigger convert), or set delivery: Template';

function mayWrite(policy: Policy): boolean {
  return policy.conversion.mode === 'Enforce';
}

function mayStart(policy: Policy): boolean {
  return mayWrite(policy) && !policy.suspend;
}

/** The mark names another policy than the one that governs now: that one is gone, or claims no longer. */
function claimedByOther({workload, policy}: AssessInput): boolean {
  const claimed = annotationsOf(workload)[POLICY_ANNOTATION];
  return claimed !== undefined && claimed !== policy.key;
}

function outcome(
  input: AssessInput,
  state: WorkloadState,
  more: Partial<Omit<Outcome, 'state' | 'kind' | 'enforced'>>,
): Outcome {
  const workarounds = leftIn(input, state);
  return {
    kind: input.workload.kind,
    enforced: mayWrite(input.policy),
    state,
    message: '',
    findings: [...findingsOf(input, state), ...leftFinding(workarounds)],
    ...(workarounds.length === 0 ? {} : {workarounds}),
    action: {type: 'None'},
    ...more,
  };
}

/** What governs elsewhere or is opted out has nothing to be told, nor have those whose pods are native already. */
function findingsOf({decision}: AssessInput, state: WorkloadState): readonly Finding[] {
  if (state === 'skipped') return [];
  return state === 'delegated' ? decision.findings.filter(({code}) => !ABOUT_INJECTORS.has(code)) : decision.findings;
}

const ABOUT_INJECTORS = new Set<string>(['InjectorSwitch', 'UpgradeInjector']);

/** What was put back is classic again, and stays so; what an injector adds is classic until pods show something else. */
function leftIn({workload, decision}: AssessInput, state: WorkloadState): readonly Workaround[] {
  const isClassic = decision.type === 'Delegate' && state !== 'delegated';
  return state === 'skipped' || state === 'failed' || isClassic ? [] : workaroundsLeft(workload, decision);
}
