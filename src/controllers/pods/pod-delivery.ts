import {isCareful, leavesInjected} from '../../admission/pods/careful.ts';
import {compilePodPolicy} from '../../admission/pods/compile.ts';
import {convertsAnything, convertsPods} from '../../admission/pods/converting.ts';
import {unitsOf} from '../../admission/pods/units.ts';
import type {Policy} from '../../domain/policy.ts';
import {ApiError, isForbidden} from '../../kube/api-error.ts';
import type {ReconcileContext} from '../../runtime/controller.ts';
import type {Log} from '../../runtime/log.ts';
import {after, DONE, retry, type Result} from '../../runtime/result.ts';
import type {Clock} from '../../runtime/clock.ts';
import {Refusals} from '../refusals.ts';
import type {CompiledWriter} from './compiled-writer.ts';
import type {Exclusions} from './exclusions.ts';
import type {PodAdmission, PodProblem} from './pod-admission.ts';
import type {EngineState, PodEngine} from './pod-engine.ts';
import type {PodDeliveryWorld} from './ports.ts';
import {stepsBetween, type Part, type Parts, type Step} from './steps.ts';
import {UnitCompiler, type CompiledUnit} from './unit-compiler.ts';

export interface PodDeliveryOptions {
  readonly engine: Pick<PodEngine, 'state' | 'synced' | 'forbidden'>;
  readonly world: PodDeliveryWorld;
  readonly exclusions: Exclusions;
  readonly admission: PodAdmission;
  readonly writer: CompiledWriter;
  readonly clock: Clock;
  readonly dryRun: boolean;
}

/**
 * Keeps the API server's pod policies as the SidecarPolicies of now want them: compiles what has changed, writes what
 * differs from what is stored, sweeps what nobody wants. What is there when the operator ends goes on without it.
 */
export class PodDelivery {
  readonly #options: PodDeliveryOptions;
  readonly #compiler: UnitCompiler;
  readonly #refusals: Refusals;
  /** With what state of the engine all workloads were looked at last. */
  #lookedAt: EngineState['type'] = 'Unknown';
  /** What a dry run has told. */
  #told = '';

  constructor(options: PodDeliveryOptions) {
    this.#options = options;
    this.#compiler = new UnitCompiler(options.clock);
    this.#refusals = new Refusals(options.clock);
  }

  /** All workloads are looked at with the engine as it is now: nothing need be looked at for its sake. */
  begin(): void {
    this.#lookedAt = this.#options.engine.state.type;
  }

  async reconcile({signal, log}: ReconcileContext): Promise<Result> {
    const {engine} = this.#options;
    if (!(await this.#lookIfNew(signal)) || engine.state.type !== 'Available' || !engine.synced) return DONE;
    const units = await this.#units();
    await this.#publish(units, signal);
    const steps = this.#steps(units);
    if (this.#options.dryRun) return this.#tell(steps, log);
    return (await this.#take(steps, units, log)) ?? this.#again(units);
  }

  /** What is decided of workloads depends on whether there is an engine, and a pod policy on what was decided. */
  async #lookIfNew(signal: AbortSignal): Promise<boolean> {
    const {engine, world, exclusions} = this.#options;
    const {type} = engine.state;
    if (type === this.#lookedAt) return true;
    if (type !== 'Available') exclusions.clear();
    await world.lookAtAll(signal);
    if (signal.aborted) return false;
    this.#lookedAt = type;
    return true;
  }

  /** Those that convert anything. */
  async #units(): Promise<readonly CompiledUnit[]> {
    const {world, exclusions} = this.#options;
    const policies = world
      .allPolicies()
      .map(policy => (world.isWithdrawn(policy) ? {...policy, suspend: true} : policy));
    const units = unitsOf(policies, exclusions.all()).filter(convertsAnything);
    return this.#compiler.compile(units.map(unit => ({...unit, reinvoked: world.reinvokedIn(unit.scope)})));
  }

  /** What units are refused for is said of their policies, and their workloads are decided upon anew. */
  async #publish(units: readonly CompiledUnit[], signal: AbortSignal): Promise<void> {
    const {admission, world} = this.#options;
    const standings = units.map(each => {
      const problem = this.#problemOf(each);
      const policies = each.unit.policies.map(({key}) => key);
      const findings = isCareful(each.unit) ? [leavesInjected(each.unit.reinvoked)] : [];
      return {name: each.name, policies, findings, ...(problem === undefined ? {} : {problem})};
    });
    if (!admission.learn(standings)) return;
    world.tellPolicies();
    await world.lookAtAll(signal);
  }

  #problemOf({name, about, result}: CompiledUnit): PodProblem | undefined {
    if (result.type === 'Refused') return {message: result.findings[0]?.message ?? '', findings: result.findings};
    const refusal = this.#refusals.of({key: name, about});
    return refusal === undefined ? undefined : {message: refusal.message, findings: []};
  }

  /** What is no longer wanted goes at once; the rest waits until it is known which pods it must leave out. */
  #steps(units: readonly CompiledUnit[]): readonly Step[] {
    const {writer, world} = this.#options;
    const steps = stepsBetween(writer.stored(), this.#wanted(units));
    const isKnown = units.every(({unit}) => unit.policies.filter(convertsPods).every(policy => isSwept(policy, world)));
    return isKnown ? steps : steps.filter(({type}) => type === 'Delete');
  }

  #wanted(units: readonly CompiledUnit[]): Parts {
    const good = units.filter(unit => this.#problemOf(unit) === undefined);
    const digests = (part: Part): ReadonlyMap<string, string> =>
      new Map(good.flatMap(({name, result}) => (result.type === 'Compiled' ? [[name, result.digests[part]]] : [])));
    return {policy: digests('policy'), binding: digests('binding')};
  }

  /** Undefined: all is done. */
  async #take(steps: readonly Step[], units: readonly CompiledUnit[], log: Log): Promise<Result | undefined> {
    const {writer} = this.#options;
    // The event that brings our own write calls again.
    if (writer.isBehind(steps.map(({name}) => name))) return DONE;
    const byName = new Map(units.map(unit => [unit.name, unit]));
    for (const step of steps) {
      const unit = byName.get(step.name);
      const wait = waitFor(step, unit, writer);
      if (wait > 0) return after(wait);
      const refused = await this.#send(step, unit, log);
      if (refused !== undefined) return refused;
    }
    return undefined;
  }

  /** What the server has refused is tried again after a while. */
  #again(units: readonly CompiledUnit[]): Result {
    const waits = units.map(({name, about}) => this.#refusals.of({key: name, about})?.seconds ?? Infinity);
    const seconds = Math.min(...waits);
    return seconds === Infinity ? DONE : after(seconds);
  }

  /** Undefined: it is done. */
  async #send(step: Step, unit: CompiledUnit | undefined, log: Log): Promise<Result | undefined> {
    const {writer, engine} = this.#options;
    try {
      if (step.type === 'Delete') await writer.remove(step.part, step.name);
      else if (unit !== undefined) await put(step.part, unit, writer);
      log.info(step.type === 'Delete' ? 'pod policy was deleted' : 'pod policy was written', {...step});
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiError) || error.passing) throw error;
      log.warn('pod policy was refused', {...step, reason: error.message});
      if (isForbidden(error)) engine.forbidden(error.message);
      else if (unit !== undefined) this.#refusals.note({key: unit.name, about: unit.about}, error.message);
      return retry(error.message);
    }
  }

  #tell(steps: readonly Step[], log: Log): Result {
    const text = JSON.stringify(steps);
    if (text !== this.#told) for (const step of steps) log.info('dry run: pod policy would be written', {...step});
    this.#told = text;
    return DONE;
  }
}

function isSwept(policy: Policy, world: PodDeliveryWorld): boolean {
  return policy.suspend || world.isSwept(policy);
}

function waitFor(step: Step, unit: CompiledUnit | undefined, writer: CompiledWriter): number {
  if (step.type === 'Delete' || unit?.result.type !== 'Compiled') return 0;
  return writer.waitFor(step, unit.result.digests[step.part]);
}

async function put(part: Part, {unit}: CompiledUnit, writer: CompiledWriter): Promise<void> {
  const compilation = compilePodPolicy(unit);
  if (compilation.type === 'Compiled') await writer.put(part, compilation[part]);
}
