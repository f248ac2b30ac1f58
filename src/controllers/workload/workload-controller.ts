import type {Action, Outcome} from '../../domain/pace/outcome.ts';
import type {Policy} from '../../domain/policy.ts';
import type {Workload} from '../../domain/workload.ts';
import type {Clock} from '../../runtime/clock.ts';
import type {ReconcileContext} from '../../runtime/controller.ts';
import {errorMessage} from '../../runtime/errors.ts';
import type {Log} from '../../runtime/log.ts';
import {LogDamper} from '../../runtime/log-damper.ts';
import {after, DONE, retry, type Result} from '../../runtime/result.ts';
import type {Announcer} from '../announcer.ts';
import {type ClusterState} from '../cluster-state.ts';
import type {Ledger} from '../ledger/ledger.ts';
import type {Slots} from '../ledger/slots.ts';
import type {ConversionMemory} from '../memory.ts';
import type {Pauses} from '../pauses.ts';
import {Refusals} from '../refusals.ts';
import type {WorkloadView} from '../views/workload-view.ts';
import {asked} from './asked.ts';
import {evaluate, type Evaluation, type World} from './evaluate.ts';
import {NEVER_THE_SAME, Races} from './races.ts';
import type {RestartGate} from './restart-gate.ts';
import type {WorkloadWriter, WriteResult} from './writer.ts';
import {bookkeepingWrite, conversionWrite, failureWrite, putBackWrite, restartWrite, type Write} from './writes.ts';

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
  /** Takes note of whether its pods must stay as they are when they are created; undefined: it is gone. */
  readonly exclude: (workload: string, evaluation: Evaluation | undefined) => void;
  /** Whether pods are converted by now, before they are restarted for it. */
  readonly restartGate: Pick<RestartGate, 'isOpen'>;
  /** All workloads of the policy have been looked at since it changed, and it has what it needs to start. */
  readonly mayStart: (policy: Policy, workload: string) => boolean;
}

/** When to ask again whether pods are converted by now. */
const GATE_SECONDS = 5;

/** Whether what is found under the policy with this key is to be told. */
export type IsNews = (policy: string) => boolean;

/** One workload: look at it under every policy, and do what the one that governs it asks for. */
export class WorkloadController {
  readonly #refusals: Refusals;
  readonly #races = new Races();
  readonly #damper: LogDamper;
  readonly #options: WorkloadControllerOptions;
  readonly #world: World;

  constructor(options: WorkloadControllerOptions) {
    this.#options = options;
    this.#world = worldOf(options);
    this.#refusals = new Refusals(options.clock);
    this.#damper = new LogDamper(options.clock);
  }

  async reconcile(key: string, context: ReconcileContext): Promise<Result> {
    const {state, writer} = this.#options;
    const view = state.workload(key);
    if (view === undefined) return this.#forget(key);
    // The event that brings our own write calls again.
    if (writer.isBehind(view)) return DONE;
    return this.#follow(this.#next(view), context);
  }

  /** Looks and takes note, writes nothing. At start every state is new to us and to nobody else, and so no news. */
  observe(view: WorkloadView, isNews: IsNews = () => true): Evaluation {
    const {state, ledger, memory, slots, clock} = this.#options;
    const evaluation = this.#withRefusal(view, evaluate(view, this.#world, memory, clock.now()));
    const key = view.key;
    const before = ledger.policiesOf(key);
    for (const policy of [...before, ...evaluation.outcomes.keys()]) {
      slots.release(policy, key);
      if (!needsSlot(evaluation.outcomes.get(policy)?.action)) slots.withdraw(policy, key);
    }
    this.#options.exclude(key, evaluation);
    const transitions = ledger.replace(key, evaluation.outcomes);
    for (const [policyKey, transition] of transitions) {
      const policy = state.policy(policyKey);
      const isTold = isNews(policyKey);
      this.#log(view, policyKey, transition.after, isTold);
      if (policy !== undefined && isTold) this.#options.announcer.transition(view, policy, transition);
    }
    this.#wake([...transitions.keys(), ...before.filter(policy => !evaluation.outcomes.has(policy))]);
    return evaluation;
  }

  /** One line a change of state. What is found at start is no news, but a dry run is made to see it. */
  #log({kind, namespace, name}: WorkloadView, policy: string, outcome: Outcome, isNews: boolean): void {
    const {log, dryRun} = this.#options;
    const {state, reason, message} = outcome;
    const fields = {policy, kind, namespace, name, state, reason, ...(message === '' ? {} : {detail: message})};
    if (isNews || dryRun) log.info('workload state', fields);
    else log.debug('workload state', fields);
  }

  /** Looks, and says what is to be done. Nothing of the look is kept while it is done. */
  #next(view: WorkloadView): Step {
    const {governing: policy, outcomes, workload} = this.observe(view);
    const outcome = policy === undefined ? undefined : outcomes.get(policy.key);
    if (policy === undefined || outcome === undefined) return NOTHING;
    if (view.deleting || this.#options.state.isTerminating(view.namespace)) return NOTHING;
    const {action, ...rest} = outcome;
    const task: Task = {view, policy, outcome: {...rest, action: {type: 'None'}}};
    const write = this.#writeOf(action, task, workload);
    return write === undefined ? {type: 'Wait', result: this.#wait(action, task)} : {type: 'Write', write, task};
  }

  #writeOf(action: Action, task: Task, workload: Workload): Write | undefined {
    const {view, policy} = task;
    const subject = {view, workload};
    const now = new Date(this.#options.clock.now()).toISOString();
    switch (action.type) {
      case 'None':
      case 'Wait':
        return undefined;
      case 'Convert':
        return this.#maySendNow(task) ? conversionWrite(subject, policy, action.conversion, now) : undefined;
      case 'Restart':
        return this.#maySendNow(task) ? restartWrite(subject, policy, now) : undefined;
      case 'RestartBack':
        return restartWrite(subject, policy, now);
      case 'MarkFailed':
        return failureWrite(subject, action.mark);
      case 'Bookkeep':
        return bookkeepingWrite(subject, policy, action.conversion);
      case 'PutBack':
        return putBackWrite(subject, policy, action, now);
    }
  }

  #wait(action: Action, {view, policy}: Task): Result {
    if (action.type === 'Wait') return after(Math.max(0, action.until - this.#options.clock.now()) / 1000);
    const refusal = action.type === 'None' ? this.#refusals.of(asked(view, policy)) : undefined;
    return refusal === undefined ? DONE : after(refusal.seconds);
  }

  async #follow(step: Step, context: ReconcileContext): Promise<Result> {
    if (step.type === 'Wait') return step.result;
    const {write, task} = step;
    if (write.what === 'restart' && !(await this.#mayRestart(task, context))) return after(GATE_SECONDS);
    const result = await this.#send(write, task);
    if (result.type === 'Written') this.#announce(write, task, result.notes);
    else if (write.what === 'convert' || write.what === 'restart') this.#release(task.policy, task.view);
    return this.#settle(result, task, context);
  }

  /** Pods that are to be classic again need not wait for anything but their exclusion, which has had its time. */
  async #mayRestart({view, policy, outcome}: Task, {signal}: ReconcileContext): Promise<boolean> {
    if (outcome.state === 'failed' || this.#options.dryRun) return true;
    let isOpen = false;
    try {
      isOpen = await this.#options.restartGate.isOpen(policy, view.namespace, signal);
      return isOpen;
    } finally {
      if (!isOpen) this.#release(policy, view);
    }
  }

  #announce(write: Write, {view, policy, outcome}: Task, notes: readonly string[]): void {
    const {announcer} = this.#options;
    if (write.what === 'convert') announcer.converted(view, policy, write);
    else if (write.what === 'put back') announcer.putBack(view, policy, {message: write.message, notes});
    else if (write.what === 'mark failed') announcer.podsFailed(view, policy, outcome);
    else if (write.what === 'restart') announcer.restarted(view, policy, outcome);
  }

  #maySendNow(task: Task): boolean {
    return this.#options.mayStart(task.policy, task.view.key) && this.#hasSlot(task);
  }

  /** With OnDelete and partitions nothing rolls, so no slot is needed. */
  #hasSlot({view, policy, outcome}: Task): boolean {
    const {slots, ledger} = this.#options;
    const {strategy} = view.rollout;
    if (strategy === 'OnDelete' || strategy === 'Partition') return true;
    const slot = slots.acquire(policy, view.key, outcome);
    if (slot.type === 'Waits') {
      ledger.set(policy.key, view.key, {...outcome, ...waiting(outcome, slot.reason)});
    }
    return slot.type === 'Acquired';
  }

  async #send(write: Write, {view, policy, outcome}: Task): Promise<WriteResult> {
    try {
      return await this.#options.writer.send(write);
    } catch (error) {
      if (write.what !== 'convert' && write.what !== 'restart') throw error;
      // The controller tries again; until then its slot is for others, and people can see why it waits.
      const refused = {...refusalReason(outcome), message: errorMessage(error)};
      this.#options.ledger.set(policy.key, view.key, {...outcome, ...refused});
      this.#release(policy, view);
      throw error;
    }
  }

  #settle(result: WriteResult, task: Task, context: ReconcileContext): Result {
    const {view} = task;
    if (result.type !== 'Raced') this.#races.forget(view.key);
    switch (result.type) {
      case 'Written':
      case 'DryRun':
      case 'Gone':
        return DONE;
      case 'Raced':
        return this.#races.lost(view)
          ? retry('the object has changed meanwhile')
          : this.#refused({message: NEVER_THE_SAME, forbidden: false}, task, context);
      case 'Refused':
        return this.#refused(result, task, context);
    }
  }

  /** A missing permission is about all workloads of a policy, and one line; anything else is about one. */
  #refused({message, forbidden}: Refused, {view, policy}: Task, context: ReconcileContext): Result {
    const subject = forbidden ? `${policy.key} forbidden` : `${view.key} ${message}`;
    const fields = {reason: message};
    if (this.#damper.admit(subject) === undefined) context.log.debug('write was refused again', fields);
    else context.log.warn('write was refused', fields);
    const {seconds} = this.#refusals.note(asked(view, policy), message);
    this.observe(view);
    return after(seconds);
  }

  #release(policy: Policy, view: WorkloadView): void {
    this.#options.slots.release(policy.key, view.key);
    this.#options.slots.wakeWaiting(policy);
  }

  /** What the server has refused is not tried again before something has changed, or a while has passed. */
  #withRefusal(view: WorkloadView, evaluation: Evaluation): Evaluation {
    const {governing, outcomes} = evaluation;
    const outcome = governing === undefined ? undefined : outcomes.get(governing.key);
    if (governing === undefined || outcome === undefined || !writes(outcome.action)) return evaluation;
    const refusal = this.#refusals.of(asked(view, governing));
    if (refusal === undefined) return evaluation;
    const {message} = refusal;
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
    this.#options.exclude(key, undefined);
    this.#refusals.forget(key);
    this.#races.forget(key);
    this.#wake(policies);
    return DONE;
  }
}

type Refused = Pick<Extract<WriteResult, {type: 'Refused'}>, 'message' | 'forbidden'>;

function worldOf({state, pauses}: WorkloadControllerOptions): World {
  return {
    policiesOf: namespace => state.policiesOf(namespace),
    factsOf: namespace => state.factsOf(namespace),
    knows: namespace => state.knows(namespace),
    podsOf: view => state.podsOf(view),
    isPaused: policy => pauses.pauseOf(policy) !== undefined,
  };
}

interface Task {
  readonly view: WorkloadView;
  readonly policy: Policy;
  /** Without its action, which holds a template. */
  readonly outcome: Outcome;
}

type Step =
  | {readonly type: 'Wait'; readonly result: Result}
  | {readonly type: 'Write'; readonly write: Write; readonly task: Task};

const NOTHING: Step = {type: 'Wait', result: DONE};

function writes(action: Action): boolean {
  return action.type !== 'None' && action.type !== 'Wait';
}

function needsSlot(action: Action | undefined): boolean {
  return action?.type === 'Convert' || action?.type === 'Restart';
}

/** What is converted stays what it is, although new settings or marks were refused. */
function refusalReason({state}: Outcome): Partial<Outcome> {
  return state === 'pending' || state === 'rolling' ? {reason: 'WriteRefused'} : {};
}

/** A converted workload whose settings wait for a slot stays what it is. */
function waiting(outcome: Outcome, reason: 'WaitsForSlot' | 'AwaitsFirstRun'): Partial<Outcome> {
  return outcome.state === 'pending' ? {reason} : {};
}
