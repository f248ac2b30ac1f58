import {CLUSTER_PODS, podPolicyName} from '../../admission/pods/names.ts';
import type {Facts} from '../../domain/facts.ts';
import type {Finding} from '../../domain/finding.ts';
import {sameJson} from '../../domain/json.ts';
import type {EngineState} from './pod-engine.ts';

/** Why pods of a unit are not converted when they are created. */
export interface PodProblem {
  /** For people, a sentence. */
  readonly message: string;
  /** What the unit was refused for; empty: the server did not take it. */
  readonly findings: readonly Finding[];
}

/** A unit by the name of its pod policy, and the keys of its policies. */
export interface UnitStanding {
  readonly name: string;
  readonly policies: readonly string[];
  readonly problem?: PodProblem;
  /** What is to be said of the unit although its pods are converted. */
  readonly findings: readonly Finding[];
}

/** Where pods are converted when they are created, and why not where not; from memory. */
export class PodAdmission {
  readonly #engine: () => EngineState;
  #units: ReadonlyMap<string, UnitStanding> = new Map();

  constructor(engine: () => EngineState) {
    this.#engine = engine;
  }

  /** Answers whether anything is said of any namespace that was not said before. */
  learn(units: readonly UnitStanding[]): boolean {
    const before = this.#problems();
    this.#units = new Map(units.map(unit => [unit.name, unit]));
    return !sameJson(before, this.#problems());
  }

  /** For facts: what comes of pods that are created in this namespace. */
  of(namespace: string): Pick<Facts['admission'], 'pods' | 'podsLack'> {
    const {type} = this.#engine();
    if (type !== 'Available') return {pods: false, podsLack: LACKS[type]};
    const own = podPolicyName({type: 'Namespace', namespace});
    const problem = (this.#units.get(own) ?? this.#units.get(CLUSTER_PODS))?.problem;
    return problem === undefined ? {pods: true} : {pods: false, podsLack: problem.message};
  }

  /** What the units of a policy were refused for, and what else is to be said of them. */
  findingsOf(policy: string): readonly Finding[] {
    return this.#unitsOf(policy).flatMap(({problem, findings}) => [...(problem?.findings ?? []), ...findings]);
  }

  /** What the server does not take of the policy's units; undefined: nothing. */
  problemOf(policy: string): string | undefined {
    const problems = this.#unitsOf(policy).flatMap(({problem}) => problem ?? []);
    return problems.find(({findings}) => findings.length === 0)?.message;
  }

  #unitsOf(policy: string): readonly UnitStanding[] {
    return [...this.#units.values()].filter(({policies}) => policies.includes(policy));
  }

  /** Without numbers that change with every workload. */
  #problems(): readonly unknown[] {
    return [...this.#units.values()].flatMap(unit => {
      const {name, policies, problem} = unit;
      if (problem === undefined) return unit.findings.map(({message}) => [name, policies, message]);
      const {findings, message} = problem;
      return [[name, policies, findings.length > 0 ? findings.map(({code}) => code) : message]];
    });
  }
}

const LACKS: Readonly<Record<Exclude<EngineState['type'], 'Available'>, string>> = {
  SwitchedOff: 'it is switched off (`--admission=off`)',
  Unknown: 'it is not known yet whether the API server can do it',
  NotServed:
    'this API server has no MutatingAdmissionPolicies (Kubernetes 1.36 has them), and no webhook of Outrigger is in force',
  Forbidden:
    'Outrigger may not write MutatingAdmissionPolicies here, which `kubectl apply -k config/pod-admission` lets it do',
};
