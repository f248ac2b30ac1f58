import {
  type ConditionType,
  DegradedReason,
  ProgressingReason,
  ReadyReason,
  type ConditionReason,
} from '../../api/reasons.ts';
import {stringAt, type JsonObject} from '../json.ts';
import {pauseSentence} from '../pause.ts';
import type {StatusInput} from './status-input.ts';

/** The three conditions of a policy, without times. */
export function conditionsOf(input: StatusInput): readonly JsonObject[] {
  return [ready(input), progressing(input), degraded(input)];
}

function ready({policy, health, jobs}: StatusInput): JsonObject {
  const enforces = policy.conversion.mode === 'Enforce' || policy.jobs.mode === 'Enforce';
  if (health.invalid !== undefined) return condition('Ready', false, ReadyReason.Invalid, health.invalid);
  if (health.unavailable !== undefined) {
    return condition('Ready', false, ReadyReason.EngineUnavailable, health.unavailable);
  }
  if (policy.suspend) {
    return condition(
      'Ready',
      true,
      ReadyReason.Suspended,
      `${whySuspended(policy)}; what is converted is kept, nothing starts`,
    );
  }
  const stuck = `${aboutBacklog(jobs)}${aboutHeld(jobs)}`;
  if (enforces) return condition('Ready', true, ReadyReason.Active, `the policy is in force${stuck}`);
  const message = `the policy reports and changes nothing: set mode to Enforce to act${stuck}`;
  return condition('Ready', true, ReadyReason.Auditing, message);
}

function whySuspended({paused}: StatusInput['policy']): string {
  return paused === undefined ? 'spec.suspend is true' : pauseSentence(paused);
}

/** What would happen at once if the backlog were worked off: the reason why that must be asked for. */
function aboutBacklog({backlog, consequences}: StatusInput['jobs']): string {
  if (backlog === 0) return '';
  const {MayRunAgain, RunsNextCompletion, MayRunMissed} = consequences;
  const effects = [
    ...(MayRunAgain > 0 ? [`${MayRunAgain} may run again`] : []),
    ...(RunsNextCompletion > 0 ? [`${RunsNextCompletion} would be followed by the next completion`] : []),
    ...(MayRunMissed > 0 ? [`${MayRunMissed} would let a missed run of a CronJob start`] : []),
  ];
  const outcome = effects.length === 0 ? 'nothing would run because of it' : effects.join(', ');
  return `; ${plural(backlog, 'stuck pod')} of Jobs in the backlog (if finished: ${outcome})`;
}

/** Stuck pods that are finished by no policy, for now or at all. */
function aboutHeld({holds: {SidecarDecides, NodeUnwell}}: StatusInput['jobs']): string {
  const judged = `${plural(SidecarDecides, 'stuck pod')} left alone, since rules of the podFailurePolicy of the Job would count how the sidecar exits (give them the containerName of a main container)`;
  const lost = `${plural(NodeUnwell, 'stuck pod')} left alone until the node is ready`;
  return `${SidecarDecides > 0 ? `; ${judged}` : ''}${NodeUnwell > 0 ? `; ${lost}` : ''}`;
}

/** What the most frequent reasons are, each with one workload that has it. */
function aboutWaiting(waiting: StatusInput['waiting']): string {
  const most = waiting.slice(0, MOST_REASONS).map(({reason, count, example}) => `${count} ${reason}, e.g. ${example}`);
  return most.length === 0 ? '' : ` (${most.join('; ')})`;
}

const MOST_REASONS = 3;

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function progressing({policy, counts, waiting, health}: StatusInput): JsonObject {
  if (health.leaving !== undefined) {
    return condition(
      'Progressing',
      true,
      ProgressingReason.Reverting,
      `${plural(health.leaving, 'workload')} still to be put back`,
    );
  }
  const waits = waiting.reduce((sum, {count}) => sum + count, 0);
  const left = counts.rolling + waits;
  const message = `${counts.rolling} rolling, ${waits} waiting${aboutWaiting(waiting)}`;
  if (policy.conversion.mode !== 'Enforce') {
    return condition(
      'Progressing',
      false,
      ProgressingReason.NotEnforcing,
      `conversion.mode is ${policy.conversion.mode}`,
    );
  }
  if (left > counts.rolling && policy.suspend)
    return condition('Progressing', false, ProgressingReason.Suspended, message);
  if (left > counts.rolling && health.paused !== undefined) {
    return condition('Progressing', counts.rolling > 0, ProgressingReason.Paused, message);
  }
  if (left > 0) return condition('Progressing', true, ProgressingReason.Converting, message);
  return condition('Progressing', false, ProgressingReason.Complete, 'all that can be done is done');
}

function degraded({policy, counts, health}: StatusInput): JsonObject {
  if (health.paused !== undefined) {
    const message =
      `stopped at ${health.paused.since} after putting back ${plural(counts.failed, 'workload')} ` +
      `(conversion.rollout.maxFailures: ${policy.conversion.rollout.maxFailures}); find out why, then edit the policy to go on`;
    return condition('Degraded', true, DegradedReason.Paused, message);
  }
  if (health.stuck !== undefined) {
    return condition(
      'Degraded',
      true,
      DegradedReason.RolloutStuck,
      `${health.stuck} should be put back and could not be`,
    );
  }
  if (counts.failed > 0) {
    return condition(
      'Degraded',
      true,
      DegradedReason.RolloutFailed,
      `${plural(counts.failed, 'workload')} did not come up and went back to classic sidecars`,
    );
  }
  return condition('Degraded', false, DegradedReason.AsExpected, 'no workload failed');
}

/** When a policy has stopped, as its condition says; the condition's own time is that of the first failure. */
export function pausedSince(degraded: JsonObject): string | undefined {
  return /^stopped at (\S+) after/.exec(stringAt(degraded, 'message') ?? '')?.[1];
}

function condition(type: ConditionType, status: boolean, reason: ConditionReason, message: string): JsonObject {
  return {type, status: status ? 'True' : 'False', reason, message};
}
