import {POLICY_ANNOTATION} from '../../api/constants.ts';
import type {WorkloadState} from '../../api/reasons.ts';
import type {Conversion, Decision} from '../decision.ts';
import type {AdmissionFacts, Facts} from '../facts.ts';
import type {Finding} from '../finding.ts';
import type {Policy} from '../policy.ts';
import {isTemplateKind} from '../template-kinds.ts';
import {leftFinding, workaroundsLeft} from '../workarounds/left.ts';
import type {Workaround} from '../workarounds/workaround.ts';
import {annotationsOf, type Workload} from '../workload.ts';
import {blocks} from '../judge.ts';
import {pauseSentence} from '../pause.ts';
import {marksAreRight} from '../plan.ts';
import {leftAfterPutBack} from './after-put-back.ts';
import {failedMark, type FailedMark} from './failed-mark.ts';
import type {Action, Outcome} from './outcome.ts';
import {failedPods, standOfPods, type PodState} from './pods-stand.ts';
import type {Progress} from './progress.ts';
import type {RolloutView} from './rollout.ts';
import type {Sighting} from './sighting.ts';
import {NOT_INSTALLED, waitsForInjector, type Hold} from './waits-for-injector.ts';

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
  /** Of pods that are converted when they are created; undefined: this policy converts none of its. */
  readonly pods?: PodState | undefined;
  /** What its pods show that somebody has changed after their conversion. */
  readonly stripped?: Finding | undefined;
  /** This policy has put back too many workloads and waits for a change. */
  readonly policyPaused: boolean;
}

/** State of a workload under a policy, the first that applies, and what to do now. Pure. */
export function assess(input: AssessInput): Outcome {
  return (
    skipped(input) ??
    failed(input) ??
    blocked(input) ??
    byPods(input) ??
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
  const mark = failedMark(input.workload, input.policy) ?? input.pods?.failure;
  if (mark === undefined) return undefined;
  if (mark.delivery === 'Pod') return podsFailed(input, mark);
  const reason = mark.reason === 'CrashLoop' ? 'CrashLoop' : 'DeadlineExceeded';
  const message = [`put back at ${mark.at}: ${mark.message}`, leftAfterPutBack(input.workload.kind) ?? []].flat();
  return outcome(input, 'failed', {reason, message: message.join('; ')});
}

function blocked(input: AssessInput): Outcome | undefined {
  if (input.decision.type !== 'Blocked') return undefined;
  const blocking = input.decision.findings.find(blocks);
  return outcome(input, 'blocked', {message: blocking === undefined ? '' : `${blocking.code}: ${blocking.message}`});
}

function podsFailed(input: AssessInput, mark: FailedMark): Outcome {
  const {reason, message, action} = failedPods(mark, input);
  return outcome(input, 'failed', {reason, message, byPods: true, action: mayWrite(input.policy) ? action : NOTHING});
}

function byPods(input: AssessInput): Outcome | undefined {
  const {pods, decision} = input;
  if (pods?.progress === undefined || decision.type !== 'Convert') return undefined;
  // What holds back a rollout of the template holds back a restart.
  const hold = holdsBack(input, {...decision.conversion, delivery: 'Template'});
  const {state, finding, ...more} = standOfPods(pods.progress, input, hold);
  const found = outcome(input, state, {...more, byPods: true});
  return finding === undefined ? found : {...found, findings: [...found.findings, finding]};
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
  // A pod that was converted when it was created stays as it is.
  if (!mayStart(input.policy) || !isTemplateKind(input.workload.kind)) return NOTHING;
  if (update === undefined) return claimedByOther(input) ? {type: 'Bookkeep'} : {type: 'None'};
  if (!update.rolls) return {type: 'Bookkeep', conversion: update};
  if (update.delivery === 'Pod') return {type: 'None'};
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
    return outcome(input, 'pending', {...waitsForInjector(decision.injected, sighting, input.facts.admission), action});
  }
  const hold = holdsBack(input, conversion);
  if (hold !== undefined) return outcome(input, 'pending', hold);
  // With delivery Pod the stored template stays as it is.
  if (conversion.delivery === 'Pod') return outcome(input, 'pending', {reason: 'AwaitsPod', message: AWAITS_POD});
  return outcome(input, 'pending', {action: {type: 'Convert', conversion}});
}

/** Why a conversion that could be written is not started now. */
function holdsBack({policy, facts, rollout, policyPaused}: AssessInput, conversion: Conversion): Hold | undefined {
  const isByPods = conversion.delivery === 'Pod';
  if (isByPods && !facts.admission.pods)
    return {reason: 'AdmissionNotAvailable', message: noAdmission(facts.admission)};
  if (policy.conversion.mode !== 'Enforce') return {reason: 'AuditOnly', message: 'conversion.mode is not Enforce'};
  if (policy.suspend) {
    const message = policy.paused === undefined ? 'the policy is suspended' : pauseSentence(policy.paused);
    return {reason: 'PolicySuspended', message};
  }
  if (policyPaused) return {reason: 'PolicyPaused', message: 'too many conversions failed: edit the policy to go on'};
  // Nothing rolls.
  if (isByPods) return undefined;
  if (rollout.paused && rollout.strategy === 'Rolling') {
    return {reason: 'WorkloadPaused', message: 'its rollout is paused: kubectl rollout resume'};
  }
  return rollout.healthy
    ? undefined
    : {reason: 'NotHealthy', message: 'not all of its pods are up to date and available'};
}

const NOTHING: Action = {type: 'None'};

const AWAITS_POD = 'its injector is told in each pod that is created from now on';

function noAdmission({podsLack = NOT_INSTALLED}: AdmissionFacts): string {
  return `its pods can only be converted when they are created, which needs admission: ${podsLack}; without it, convert the manifest where it is kept (outrigger convert), or set delivery: Template`;
}

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
  const stripped = state === 'skipped' ? [] : [input.stripped ?? []].flat();
  return {
    kind: input.workload.kind,
    enforced: mayWrite(input.policy),
    state,
    message: '',
    findings: [...findingsOf(input, state), ...stripped, ...leftFinding(workarounds)],
    ...(workarounds.length === 0 ? {} : {workarounds}),
    action: NOTHING,
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
