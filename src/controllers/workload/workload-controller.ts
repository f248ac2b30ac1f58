import type {Conversion} from '../../domain/decision.ts';
import type {Action, Outcome} from '../../domain/pace/outcome.ts';
import type {Policy} from '../../domain/policy.ts';
import type {Clock} from '../../runtime/clock.ts';
import type {ReconcileContext} from '../../runtime/controller.ts';
import {errorMessage} from '../../runtime/errors.ts';
import type {Log} from '../../runtime/log.ts';
import {after, DONE, retry, type Result} from '../../runtime/result.ts';
import type {Announcer} from '../announcer.ts';
import {viewKey, type ClusterState} from '../cluster-state.ts';
import type {Ledger} from '../ledger/ledger.ts';
import type {Slots} from '../ledger/slots.ts';
import type {ConversionMemory} from '../memory.ts';
import type {Pauses} from '../pauses.ts';
import type {WorkloadView} from '../views/workload-view.ts';
import {evaluate, type Evaluation} from './evaluate.ts';
import {Races} from './races.ts';
import {Refusals} from './refusals.ts';
import type {WorkloadWriter, WriteResult} from './writer.ts';

export interface WorkloadControllerOptions {
  readonly state: ClusterState;
  readonly ledger: Ledger;
  readonly slots: Slots;
  readonly memory: ConversionMemory;
  readonly pauses: Pauses;
  readonly writer: WorkloadWriter;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly log: Log;
  readonly dryRun: boolean;
  /** All workloads of the policy have been looked at since it changed, and it has what it needs to start. */
  readonly mayStart: (policy: Policy, workload: string) => boolean;
}

const NEVER_THE_SAME = 'the API server keeps answering that the object is not what was planned with';
/** A write that the server refuses is tried again this often, and whenever the workload or its policy changes. */
const REFUSED_RETRY_SECONDS = 300;

/** One workload: look at it under every policy, and do what the one that governs it asks for. */
export class WorkloadController {
  readonly #refusals: Refusals;
  readonly #races = new Races();
  readonly #options: WorkloadControllerOptions;

  constructor(options: WorkloadControllerOptions) {
    this.#options = options;
    this.#refusals = new Refusals(options.clock, REFUSED_RETRY_SECONDS);
  }

  async reconcile(key: string, context: ReconcileContext): Promise<Result> {
    const {state, writer} = this.#options;
    const view = state.workload(key);
    if (view === undefined) return this.#forget(key);
    // The event that brings our own write calls again.
    if (writer.isBehind(view)) return DONE;
    return this.#act(view, this.observe(view, 'Announce'), context);
  }

  /** Looks and takes note, writes nothing. `Silent`: at start, when every state is new to us and to nobody else. */
  observe(view: WorkloadView, announce: 'Announce' | 'Silent'): Evaluation {
    const {state, ledger, memory, pauses, slots, clock} = this.#options;
    const world = {
      policiesOf: (namespace: string) => state.policiesOf(namespace),
      factsOf: (namespace: string) => state.factsOf(namespace),
      knows: (namespace: string) => state.knows(namespace),
      podsOf: (each: WorkloadView) => state.podsOf(each),
      isPaused: (policy: Policy) => pauses.pauseOf(policy) !== undefined,
    };
    const evaluation = this.#withRefusal(view, evaluate(view, world, memory, clock.now()));
    const key = viewKey(view);
    const before = ledger.policiesOf(key);
    for (const policy of [...before, ...evaluation.outcomes.keys()]) {
      slots.release(policy, key);
      if (evaluation.outcomes.get(policy)?.action.type !== 'Convert') slots.withdraw(policy, key);
    }
    const transitions = ledger.replace(key, evaluation.outcomes);
    for (const [policyKey, transition] of transitions) {
      const policy = state.policy(policyKey);
      this.#log(view, policyKey, transition.after, announce);
      if (policy !== undefined && announce === 'Announce') this.#options.announcer.transition(view, policy, transition);
    }
    this.#wake([...transitions.keys(), ...before.filter(policy => !evaluation.outcomes.has(policy))]);
    return evaluation;
  }

  /** One line a change of state. What is found at start is no news, but a dry run is made to see it. */
  #log({kind, namespace, name}: WorkloadView, policy: string, outcome: Outcome, announce: 'Announce' | 'Silent'): void {
    const {log, dryRun} = this.#options;
    const {state, reason, message} = outcome;
    const fields = {policy, kind, namespace, name, state, reason, ...(message === '' ? {} : {detail: message})};
    if (announce === 'Announce' || dryRun) log.info('workload state', fields);
    else log.debug('workload state', fields);
  }

  async #act(view: WorkloadView, evaluation: Evaluation, context: ReconcileContext): Promise<Result> {
    const {governing} = evaluation;
    const outcome = governing === undefined ? undefined : evaluation.outcomes.get(governing.key);
    if (governing === undefined || outcome === undefined) return DONE;
    if (view.deleting || this.#options.state.isTerminating(view.namespace)) return DONE;
    return this.#perform(outcome.action, {view, policy: governing, outcome, context});
  }

  async #perform(action: Action, task: Task): Promise<Result> {
    const {writer, clock} = this.#options;
    switch (action.type) {
      case 'None':
        return this.#refusals.of(task.view, task.policy) === undefined ? DONE : after(REFUSED_RETRY_SECONDS);
      case 'Wait':
        return after(Math.max(0, action.until - clock.now()) / 1000);
      case 'Convert':
        return this.#convert(action.conversion, task);
      case 'Bookkeep':
        return this.#settle(await writer.bookkeep(task.view, task.policy, action.conversion), task);
      case 'PutBack': {
        const result = await writer.putBack(task.view, task.policy, action);
        if (result.type === 'Written') {
          const {message} = action;
          this.#options.announcer.putBack(task.view, task.policy, {message, notes: result.notes});
        }
        return this.#settle(result, task);
      }
    }
  }

  async #convert(conversion: Conversion, task: Task): Promise<Result> {
    const {mayStart} = this.#options;
    const {view, policy} = task;
    if (!mayStart(policy, viewKey(view)) || !this.#hasSlot(task)) return DONE;
    const result = await this.#send(conversion, task);
    if (result.type !== 'Written') this.#release(policy, view);
    return this.#settle(result, task);
  }

  /** With OnDelete and partitions nothing rolls, so no slot is needed. */
  #hasSlot({view, policy, outcome}: Task): boolean {
    const {slots, ledger} = this.#options;
    const {strategy} = view.rollout;
    if (strategy === 'OnDelete' || strategy === 'Partition') return true;
    const slot = slots.acquire(policy, viewKey(view), outcome);
    if (slot.type === 'Waits') {
      ledger.set(policy.key, viewKey(view), {...outcome, ...waiting(outcome, slot.reason)});
    }
    return slot.type === 'Acquired';
  }

  async #send(conversion: Conversion, {view, policy, outcome}: Task): Promise<WriteResult> {
    const {writer, announcer, ledger} = this.#options;
    try {
      const result = await writer.convert(view, policy, conversion);
      const names = conversion.record.map(entry => entry.n);
      if (result.type === 'Written') announcer.converted(view, policy, names);
      return result;
    } catch (error) {
      // The controller tries again; until then its slot is for others, and people can see why it waits.
      const refused = {...refusalReason(outcome), message: errorMessage(error)};
      ledger.set(policy.key, viewKey(view), {...outcome, ...refused, action: {type: 'None'}});
      this.#release(policy, view);
      throw error;
    }
  }

  #settle(result: WriteResult, task: Task): Result {
    const {view} = task;
    if (result.type !== 'Raced') this.#races.forget(viewKey(view));
    switch (result.type) {
      case 'Written':
      case 'DryRun':
      case 'Gone':
        return DONE;
      case 'Raced':
        return this.#races.lost(view) ? retry('the object has changed meanwhile') : this.#refused(NEVER_THE_SAME, task);
      case 'Refused':
        return this.#refused(result.message, task);
    }
  }

  #refused(message: string, {view, policy, context}: Task): Result {
    context.log.warn('write was refused', {reason: message});
    this.#refusals.note(view, policy, message);
    this.observe(view, 'Announce');
    return after(REFUSED_RETRY_SECONDS);
  }

  #release(policy: Policy, view: WorkloadView): void {
    this.#options.slots.release(policy.key, viewKey(view));
    this.#options.slots.wakeWaiting(policy);
  }

  /** What the server has refused is not tried again before something has changed, or a while has passed. */
  #withRefusal(view: WorkloadView, evaluation: Evaluation): Evaluation {
    const {governing, outcomes} = evaluation;
    const outcome = governing === undefined ? undefined : outcomes.get(governing.key);
    if (governing === undefined || outcome === undefined || !writes(outcome.action)) return evaluation;
    const message = this.#refusals.of(view, governing);
    if (message === undefined) return evaluation;
    const refused: Outcome = {...outcome, message, action: {type: 'None'}, ...refusalReason(outcome)};
    return {...evaluation, outcomes: new Map([...outcomes, [governing.key, refused]])};
  }

  #wake(policies: readonly string[]): void {
    for (const key of new Set(policies)) {
      const policy = this.#options.state.policy(key);
      if (policy !== undefined) this.#options.slots.wakeWaiting(policy);
    }
  }

  #forget(key: string): Result {
    const {ledger, slots, memory} = this.#options;
    const policies = ledger.policiesOf(key);
    ledger.removeWorkload(key);
    slots.forgetWorkload(key);
    memory.forget(key);
    this.#refusals.forget(key);
    this.#races.forget(key);
    this.#wake(policies);
    return DONE;
  }
}

interface Task {
  readonly view: WorkloadView;
  readonly policy: Policy;
  readonly outcome: Outcome;
  readonly context: ReconcileContext;
}

function writes(action: Action): boolean {
  return action.type === 'Convert' || action.type === 'Bookkeep' || action.type === 'PutBack';
}

/** What is converted stays what it is, although new settings or marks were refused. */
function refusalReason({state}: Outcome): Partial<Outcome> {
  return state === 'pending' || state === 'rolling' ? {reason: 'WriteRefused'} : {};
}

/** A converted workload whose settings wait for a slot stays what it is. */
function waiting(outcome: Outcome, reason: 'WaitsForSlot' | 'AwaitsFirstRun'): Partial<Outcome> {
  return outcome.state === 'pending' ? {reason} : {};
}
