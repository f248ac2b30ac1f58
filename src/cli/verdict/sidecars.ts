import type {Profile} from '../../domain/catalog/profile.ts';
import type {Facts} from '../../domain/facts.ts';
import {injectedInto, namesOf, type Injected} from '../../domain/injected.ts';
import {stringAt} from '../../domain/json.ts';
import type {Policy} from '../../domain/policy.ts';
import {select} from '../../domain/select.ts';
import type {Candidate} from '../../domain/selection.ts';
import type {Workload} from '../../domain/workload.ts';

/** One container that a policy's rule, or else the catalog, takes for a sidecar. */
export interface Sidecar {
  readonly name: string;
  /** Empty for one that is injected. */
  readonly image: string;
  /** `injected`: it is not in the manifest, an injector adds it when a pod is created. */
  readonly form: 'classic' | 'native' | 'injected';
  /** Absent: a rule of the policy matches it that names no product. */
  readonly profile?: Profile;
  /** Place in the policy's `spec.sidecars`, from 1; the catalog's order where no policy selects the workload. */
  readonly rule: number;
}

/** The sidecars of a workload: classic ones, then native ones, then those that will be injected. */
export function sidecarsOf(workload: Workload, policy: Policy, facts: Facts): readonly Sidecar[] {
  const {candidates, natives} = select(workload.template.spec, policy.sidecars);
  return [
    ...candidates.map(candidate => sidecar(candidate, 'classic')),
    ...natives.map(candidate => sidecar(candidate, 'native')),
    ...injectedInto(workload, policy.sidecars, facts).map(injectedSidecar),
  ];
}

function sidecar({name, container, profile, ruleIndex}: Candidate, form: Sidecar['form']): Sidecar {
  const image = stringAt(container, 'image') ?? '';
  return {name, image, form, rule: ruleIndex + 1, ...(profile === undefined ? {} : {profile})};
}

function injectedSidecar(injected: Injected): Sidecar {
  const {profile, ruleIndex} = injected;
  // Its usual name: the first that the catalog has, or none.
  return {name: namesOf(injected)[0] ?? profile.id, image: '', form: 'injected', profile, rule: ruleIndex + 1};
}
