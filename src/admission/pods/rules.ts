import {profileById} from '../../domain/catalog/catalog.ts';
import type {Profile} from '../../domain/catalog/profile.ts';
import type {Policy, SidecarRule} from '../../domain/policy.ts';

/** A rule of one of the policies of a unit. */
export interface UnitRule {
  readonly rule: SidecarRule;
  /** Of its policy among the policies of the unit. */
  readonly policyIndex: number;
  /** In `policy.sidecars`. */
  readonly ruleIndex: number;
  /** What the rule's profile says; absent: it has none, or one that this version does not know. */
  readonly profile?: Profile;
}

/** The rules of all policies in one list: expressions know a rule by its place in it. */
export function rulesOf(policies: readonly Policy[]): readonly UnitRule[] {
  return policies.flatMap(({sidecars}, policyIndex) =>
    sidecars.map((rule, ruleIndex) => {
      const profile = rule.profile === undefined ? undefined : profileById(rule.profile);
      return {rule, policyIndex, ruleIndex, ...(profile !== undefined && {profile})};
    }),
  );
}

/** `variables.rule[i] in [0, 2]`: whether one of these rules governs the container at `index` (a CEL expression). */
export function isGovernedBy(rules: readonly UnitRule[], wanted: (rule: UnitRule) => boolean, index = 'i'): string {
  const places = rules.flatMap((rule, place) => (wanted(rule) ? [place] : []));
  if (places.length === 0) return 'false';
  const governing = `variables.rule[${index}]`;
  if (places.length === rules.length) return `${governing} >= 0`;
  return places.length === 1 ? `${governing} == ${places.join('')}` : `${governing} in [${places.join(', ')}]`;
}
