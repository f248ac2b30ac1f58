import {notSidecarOf} from '../../domain/catalog/not-sidecars.ts';
import {whyNeverProposed} from '../../domain/catalog/provider-workloads.ts';
import {placedIn} from '../../domain/containers.ts';
import type {Decision} from '../../domain/decision.ts';
import type {Facts} from '../../domain/facts.ts';
import type {Finding} from '../../domain/finding.ts';
import {byPrecedence, claims, governingPolicy} from '../../domain/governance.ts';
import {stringAt} from '../../domain/json.ts';
import {plan} from '../../domain/plan.ts';
import type {Policy} from '../../domain/policy.ts';
import {select} from '../../domain/select.ts';
import {skipLabel} from '../../domain/target.ts';
import {unclaimed} from '../../domain/unclaimed.ts';
import type {Workload} from '../../domain/workload.ts';
import type {FoundWorkload, Gathered} from '../input/gather.ts';
import {factsAmong} from '../input/facts-among.ts';
import {changeOf} from './change-of.ts';
import {sidecarsOf, type Sidecar} from './sidecars.ts';
import type {Outcome, Verdict} from './verdict.ts';
import {wholeCatalog} from './whole-catalog.ts';
import {workaroundsWith} from './workarounds-with.ts';

/** What is known about a namespace. */
export type FactsOf = (namespace: string) => Facts;

/**
 * Decides about every workload of the input, in its order.
 * @param factsOf default: what the objects of the input say
 */
export function judge(
  gathered: Gathered,
  factsOf: FactsOf = namespace => factsAmong(gathered.objects, namespace),
): readonly Verdict[] {
  const catalog = wholeCatalog();
  const known = new Map<string, Facts>();
  return gathered.workloads.map(found => {
    const namespace = stringAt(found.workload.metadata, 'namespace') ?? '';
    const facts = known.get(namespace) ?? factsOf(namespace);
    known.set(namespace, facts);
    return verdictOn(found, {policies: gathered.policies, catalog, facts});
  });
}

interface Context {
  /** Those that people have written. */
  readonly policies: readonly Policy[];
  readonly catalog: Policy;
  readonly facts: Facts;
}

function verdictOn(found: FoundWorkload, context: Context): Verdict {
  const {workload} = found;
  const {facts} = context;
  const neverProposed = reasonNotToPropose(workload, context);
  const policy = neverProposed === undefined ? decidingPolicy(workload, context) : undefined;
  const decision: Decision = policy === undefined ? {type: 'NotSelected'} : plan(workload, policy, facts);
  const skipped = policy !== undefined && skipLabel(workload, facts) !== undefined;
  const outcome = skipped ? 'Skipped' : outcomeOf(decision);
  return {
    found,
    subject: subjectOf(workload),
    outcome,
    ...(policy === undefined ? {} : {policy}),
    decision,
    findings: findingsOn(workload, outcome, decision, context),
    sidecars: neverProposed === undefined ? sidecarsUnder(policy ?? context.catalog, workload, facts) : [],
    workarounds: skipped ? [] : workaroundsWith(workload, changeOf({decision, outcome})?.spec, facts.configMaps),
    notSidecars: placedIn(workload.template.spec, 'containers').flatMap(placed => notSidecarOf(placed) ?? []),
    ...(neverProposed === undefined ? {} : {neverProposed}),
    facts,
  };
}

/** Only what the catalog would else propose needs a reason. */
function reasonNotToPropose(workload: Workload, {policies, catalog, facts}: Context): string | undefined {
  if (policies.some(policy => claims(policy, workload, facts))) return undefined;
  if (sidecarsOf(workload, catalog, facts).length === 0) return undefined;
  return whyNeverProposed(workload) ?? (isAlone(workload, catalog) ? ALONE : undefined);
}

/** Agents as DaemonSets, gateways, a proxy of its own: nothing is left that they could be beside. */
function isAlone({template}: Workload, catalog: Policy): boolean {
  const {candidates, mains} = select(template.spec, catalog.sidecars);
  return candidates.length > 0 && mains.length === 0;
}

const ALONE =
  'Each of its containers is one that the catalog knows, so here they are the app itself. If not, a policy must say which are sidecars.';

/** What is left alone has nothing in its way. */
function findingsOn(
  workload: Workload,
  outcome: Outcome,
  decision: Decision,
  {policies, facts}: Context,
): readonly Finding[] {
  if (outcome === 'Skipped') return [];
  // Without any policy nobody knows which there are in the cluster.
  const lost = policies.length === 0 ? [] : unclaimed(workload, policies, facts);
  return decision.type === 'NotSelected' ? lost : [...decision.findings, ...lost];
}

/** What no policy selects is found by the catalog, so that a policy that is missing can be seen. */
function sidecarsUnder(policy: Policy, workload: Workload, facts: Facts): readonly Sidecar[] {
  return claims(policy, workload, facts) ? sidecarsOf(workload, policy, facts) : [];
}

/** The one that may write to it; where none enforces, the first that would report on it; without any, the catalog. */
function decidingPolicy(workload: Workload, {policies, catalog, facts}: Context): Policy | undefined {
  const all = policies.length > 0 ? policies : [catalog];
  const governing = governingPolicy(workload, all, facts);
  if (governing !== undefined) return governing;
  return all
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
  if (decision.type === 'Delegate') return decision.conversion.rolls ? 'Delegate' : 'Delegated';
  return decision.type === 'AlreadyNative' ? 'Native' : decision.type;
}
