import type {Finding} from '../../domain/finding.ts';
import {stringAt} from '../../domain/json.ts';
import type {Policy} from '../../domain/policy.ts';
import type {RequestChange} from '../../domain/requests/request-changes.ts';
import type {Workaround} from '../../domain/workarounds/workaround.ts';
import type {Origin} from '../input/origin.ts';
import type {Outcome, Verdict} from '../verdict/verdict.ts';
import {WHOLE_CATALOG} from '../verdict/whole-catalog.ts';
import {requestsOf} from './requests.ts';

/** One workload in the answers for programs (docs/cli.md). */
export interface Entry extends Origin {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** `SidecarPolicy shop/shop`; `catalog` where no policy is given; null: none selects it. */
  readonly policy: string | null;
  readonly sidecars: readonly SidecarEntry[];
  readonly findings: readonly Finding[];
  readonly workarounds: readonly Workaround[];
  /** Why the catalog proposes no conversion of what it knows. */
  readonly neverProposed?: string;
  /** Effective requests of a pod before and after the change, in base units. */
  readonly requests?: readonly RequestChange[];
}

interface SidecarEntry {
  readonly name: string;
  readonly image: string;
  readonly form: 'classic' | 'native' | 'injected';
  readonly profile: string | null;
  readonly class: string | null;
  readonly rule: number;
}

export function entryOf(verdict: Verdict): Entry {
  const {found, outcome, policy, sidecars, findings, workarounds, neverProposed, subject} = verdict;
  const requests = requestsOf(verdict);
  const [kind = '', namespace = '', ...name] = subject.split('/');
  return {
    kind,
    namespace: stringAt(found.workload.metadata, 'namespace') ?? namespace,
    name: name.join('/'),
    ...found.origin,
    outcome,
    policy: policyWord(policy),
    sidecars: sidecars.map(({profile, name, image, form, rule}) => ({
      name,
      image,
      form,
      profile: profile?.id ?? null,
      class: profile?.class ?? null,
      rule,
    })),
    findings,
    workarounds,
    ...(neverProposed === undefined ? {} : {neverProposed}),
    ...(requests === undefined ? {} : {requests}),
  };
}

/** `SidecarPolicy shop/shop`; `catalog` where no policy is given; null: none. */
export function policyWord(policy: Policy | undefined): string | null {
  if (policy === undefined) return null;
  return policy.key === WHOLE_CATALOG ? 'catalog' : `${policy.kind} ${policy.key}`;
}
