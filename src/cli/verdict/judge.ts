import type {Decision} from '../../domain/decision.ts';
import type {Facts, ServerVersion} from '../../domain/facts.ts';
import {byPrecedence, claims, governingPolicy} from '../../domain/governance.ts';
import {stringAt} from '../../domain/json.ts';
import {plan} from '../../domain/plan.ts';
import type {Policy} from '../../domain/policy.ts';
import {skipLabel} from '../../domain/target.ts';
import type {Workload} from '../../domain/workload.ts';
import type {FoundWorkload, Gathered} from '../input/gather.ts';
import {factsAmong} from '../input/facts-among.ts';
import {sidecarsOf, type Sidecar} from './sidecars.ts';
import type {Outcome, Verdict} from './verdict.ts';
import {wholeCatalog} from './whole-catalog.ts';

/** Decides about every workload of the input, in its order. */
export function judge(gathered: Gathered, server?: ServerVersion): readonly Verdict[] {
  const catalog = wholeCatalog();
  const policies = gathered.policies.length > 0 ? gathered.policies : [catalog];
  const known = new Map<string, Facts>();
  return gathered.workloads.map(found => {
    const namespace = stringAt(found.workload.metadata, 'namespace') ?? '';
    const facts = known.get(namespace) ?? factsAmong(gathered.objects, namespace, server);
    known.set(namespace, facts);
    return verdictOn(found, {policies, catalog, facts});
  });
}

interface Context {
  readonly policies: readonly Policy[];
  readonly catalog: Policy;
  readonly facts: Facts;
}

function verdictOn(found: FoundWorkload, {policies, catalog, facts}: Context): Verdict {
  const {workload} = found;
  const policy = decidingPolicy(workload, policies, facts);
  const decision: Decision = policy === undefined ? {type: 'NotSelected'} : plan(workload, policy, facts);
  const skipped = policy !== undefined && skipLabel(workload, facts) !== undefined;
  return {
    found,
    subject: subjectOf(workload),
    outcome: skipped ? 'Skipped' : outcomeOf(decision),
    ...(policy === undefined ? {} : {policy}),
    decision,
    // What is left alone has nothing in its way.
    findings: skipped || decision.type === 'NotSelected' ? [] : decision.findings,
    sidecars: sidecarsUnder(policy ?? catalog, workload, facts),
    facts,
  };
}

/** What no policy selects is found by the catalog, so that a policy that is missing can be seen. */
function sidecarsUnder(policy: Policy, workload: Workload, facts: Facts): readonly Sidecar[] {
  return claims(policy, workload, facts) ? sidecarsOf(workload, policy) : [];
}

/** The one that may write to it; where none enforces, the first that would report on it. */
function decidingPolicy(workload: Workload, policies: readonly Policy[], facts: Facts): Policy | undefined {
  const governing = governingPolicy(workload, policies, facts);
  if (governing !== undefined) return governing;
  return policies
    .filter(({conversion, deleting}) => conversion.mode !== 'Off' && !deleting)
    .filter(policy => claims(policy, workload, facts))
    .sort(byPrecedence)[0];
}

/** `Kind/namespace/name`; the name of what gets one from the API server is a beginning. */
export function subjectOf({kind, metadata}: Workload): string {
  const begins = stringAt(metadata, 'generateName');
  const name = stringAt(metadata, 'name') ?? (begins === undefined ? '' : `${begins}*`);
  return [kind, stringAt(metadata, 'namespace') ?? '', name].join('/');
}

function outcomeOf(decision: Decision): Outcome {
  return decision.type === 'AlreadyNative' ? 'Native' : decision.type;
}
