import {compilePodPolicy} from '../../admission/pods/compile.ts';
import {podPolicyName} from '../../admission/pods/names.ts';
import type {PodPolicyUnit} from '../../admission/pods/unit.ts';
import type {Finding} from '../../domain/finding.ts';
import {canonicalJson} from '../../domain/json.ts';
import type {Clock} from '../../runtime/clock.ts';
import {TimeSlice} from '../../runtime/time-slice.ts';
import {digestOf} from './compiled-view.ts';
import type {Part} from './steps.ts';

/** A unit, and what comes of it; the objects themselves are compiled again where they have to be written. */
export interface CompiledUnit {
  readonly name: string;
  readonly unit: PodPolicyUnit;
  /** Everything that it is compiled from, as text. */
  readonly about: string;
  readonly result: CompiledResult;
}

export type CompiledResult =
  | {readonly type: 'Compiled'; readonly digests: Readonly<Record<Part, string>>}
  | {readonly type: 'Refused'; readonly findings: readonly Finding[]};

/** Compiles units, and remembers what came of each while nothing about it has changed. */
export class UnitCompiler {
  readonly #clock: Clock;
  #known: ReadonlyMap<string, CompiledUnit> = new Map();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Others have their turn in between: there is one for each namespace with a policy. */
  async compile(units: readonly PodPolicyUnit[]): Promise<readonly CompiledUnit[]> {
    const slice = new TimeSlice(this.#clock);
    const compiled: CompiledUnit[] = [];
    for (const unit of units) {
      compiled.push(this.#compiled(unit));
      if (slice.used) await slice.next();
    }
    this.#known = new Map(compiled.map(each => [each.name, each]));
    return compiled;
  }

  #compiled(unit: PodPolicyUnit): CompiledUnit {
    const name = podPolicyName(unit.scope);
    const about = aboutOf(unit);
    const known = this.#known.get(name);
    return known?.about === about ? known : {name, unit, about, result: resultOf(unit)};
  }
}

function resultOf(unit: PodPolicyUnit): CompiledResult {
  const compilation = compilePodPolicy(unit);
  if (compilation.type === 'Refused') return compilation;
  const {policy, binding} = compilation;
  return {type: 'Compiled', digests: {policy: digestOf(policy), binding: digestOf(binding)}};
}

/** A generation stands for the spec of a policy. */
function aboutOf({policies, ...others}: PodPolicyUnit): string {
  const versions = policies.map(({kind, key, uid, generation, suspend}) => [kind, key, uid, generation, suspend]);
  return canonicalJson({...others, versions});
}
