import {API_VERSION} from '../api/constants.ts';
import {EventReason} from '../api/reasons.ts';
import type {Outcome} from '../domain/pace/outcome.ts';
import {leftAfterPutBack} from '../domain/pace/after-put-back.ts';
import type {Policy} from '../domain/policy.ts';
import type {EventRecorder, Reference} from '../kube/events.ts';
import {apiVersionOf, RESOURCES} from '../kube/resources.ts';
import type {Transition} from './ledger/ledger.ts';
import type {WorkloadView} from './views/workload-view.ts';

/** Writes the Events that people see with `kubectl describe`: on transitions only, never in Audit. */
export class Announcer {
  readonly #events: Pick<EventRecorder, 'emit'>;
  readonly #ofPolicies: Pick<EventRecorder, 'emit'>;

  /** `ofPolicies`: where Events on policies go, of which there may be one for each of thousands of workloads. */
  constructor(events: Pick<EventRecorder, 'emit'>, ofPolicies: Pick<EventRecorder, 'emit'>) {
    this.#events = events;
    this.#ofPolicies = ofPolicies;
  }

  /** `names`: of the containers that are native now; `told`: the injectors that are to add native ones. */
  converted(
    view: WorkloadView,
    policy: Policy,
    {names, told}: {names: readonly string[]; told: readonly string[]},
  ): void {
    const reason = names.length > 0 ? EventReason.Converted : EventReason.Delegated;
    const moved = names.length > 0 ? [`made native: ${names.join(', ')}`] : [];
    const asked = told.length > 0 ? [`told to add a native sidecar: ${told.join(', ')}`] : [];
    this.#both(view, policy, 'Normal', {reason, note: [...moved, ...asked].join('; ')});
  }

  /** `notes`: what could not be put back as it was. */
  putBack(view: WorkloadView, policy: Policy, {message, notes}: {message: string; notes: readonly string[]}): void {
    const note = [`put back: ${message}`, ...notes, leftAfterPutBack(view.kind) ?? []].flat().join('; ');
    this.#both(view, policy, 'Warning', {reason: EventReason.ConversionFailed, note});
  }

  /** Its pods are not converted any more. */
  podsFailed(view: WorkloadView, policy: Policy, {message}: Pick<Outcome, 'message'>): void {
    this.#both(view, policy, 'Warning', {reason: EventReason.ConversionFailed, note: message});
  }

  /** Its pods are created anew, to be converted, or to be classic again. */
  restarted(view: WorkloadView, policy: Policy, {state, message}: Pick<Outcome, 'state' | 'message'>): void {
    const why = state === 'failed' ? 'so that they are classic again' : 'so that they get native sidecars';
    this.#both(view, policy, 'Normal', {reason: EventReason.PodsRestarted, note: `pods restarted, ${why}: ${message}`});
  }

  reverted(view: WorkloadView, policy: Policy, notes: readonly string[]): void {
    const note = [`put back because policy ${policy.key} is being deleted`, ...notes].join('; ');
    this.#both(view, policy, 'Normal', {reason: EventReason.Reverted, note});
  }

  notReverted(view: WorkloadView, policy: Policy, message: string): void {
    const note = `could not be put back and stays converted: ${message}`;
    this.#both(view, policy, 'Warning', {reason: EventReason.ReversionFailed, note});
  }

  paused(policy: Policy, message: string): void {
    this.#emit(policyReference(policy), 'Warning', {reason: EventReason.PolicyPaused, note: message});
  }

  resumed(policy: Policy): void {
    const note = 'the policy was changed after it had stopped, and goes on';
    this.#emit(policyReference(policy), 'Normal', {reason: EventReason.PolicyResumed, note});
  }

  /** Of the changes of state only these are news; a write is announced when it is made. */
  transition(view: WorkloadView, policy: Policy, {before, after}: Transition): void {
    if (!after.enforced) return;
    const wasRefused = before?.state === 'blocked' && before.enforced;
    if (after.state === 'blocked' && !wasRefused) {
      this.#both(view, policy, 'Warning', {reason: EventReason.ConversionBlocked, note: after.message});
    }
    if (isUnmarkedFailure(before, after)) this.podsFailed(view, policy, after);
    const isProven = after.state === 'converted' || after.state === 'delegated';
    if (isProven && before?.state === 'rolling' && after.reason === undefined) {
      const note = 'its new pods came up with native sidecars';
      this.#both(view, policy, 'Normal', {reason: EventReason.ConversionProven, note});
    }
  }

  #both(view: WorkloadView, policy: Policy, type: 'Normal' | 'Warning', what: {reason: string; note: string}): void {
    const workload = workloadReference(view);
    const owner = policyReference(policy);
    this.#events.emit({regarding: workload, related: owner, type, ...what});
    const note = `${view.kind} ${view.namespace}/${view.name}: ${what.note}`;
    this.#ofPolicies.emit({regarding: owner, related: workload, type, reason: what.reason, note});
  }

  #emit(regarding: Reference, type: 'Normal' | 'Warning', what: {reason: string; note: string}): void {
    this.#events.emit({regarding, type, ...what});
  }
}

/** The others are marked, which is announced when it is written. */
function isUnmarkedFailure(before: Transition['before'], {state, byPods, action}: Outcome): boolean {
  return state === 'failed' && before?.state !== 'failed' && byPods === true && action.type !== 'MarkFailed';
}

function workloadReference({kind, namespace, name, uid}: WorkloadView): Reference {
  return {apiVersion: apiVersionOf(RESOURCES[kind]), kind, namespace, name, uid};
}

function policyReference({kind, namespace, name, uid}: Policy): Reference {
  return {apiVersion: API_VERSION, kind, namespace, name, uid};
}
