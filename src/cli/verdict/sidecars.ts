import type {Profile} from '../../domain/catalog/profile.ts';
import {stringAt} from '../../domain/json.ts';
import type {Policy} from '../../domain/policy.ts';
import {select} from '../../domain/select.ts';
import type {Candidate} from '../../domain/selection.ts';
import type {Workload} from '../../domain/workload.ts';

/** One container that a policy's rule, or else the catalog, takes for a sidecar. */
export interface Sidecar {
  readonly name: string;
  readonly image: string;
  readonly form: 'classic' | 'native';
  /** Absent: a rule of the policy matches it that names no product. */
  readonly profile?: Profile;
  /** Place in the policy's `spec.sidecars`, from 1; the catalog's order where no policy selects the workload. */
  readonly rule: number;
}

/** The sidecars of a workload, classic ones first. */
export function sidecarsOf(workload: Workload, policy: Policy): readonly Sidecar[] {
  const {candidates, natives} = select(workload.template.spec, policy.sidecars);
  return [
    ...candidates.map(candidate => sidecar(candidate, 'classic')),
    ...natives.map(candidate => sidecar(candidate, 'native')),
  ];
}

function sidecar({name, container, profile, ruleIndex}: Candidate, form: Sidecar['form']): Sidecar {
  const image = stringAt(container, 'image') ?? '';
  return {name, image, form, rule: ruleIndex + 1, ...(profile === undefined ? {} : {profile})};
}
