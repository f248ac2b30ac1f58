import {CONVERTED_AT_ANNOTATION, RECORD_ANNOTATION} from '../../api/constants.ts';
import type {Decision} from '../../domain/decision.ts';
import type {Facts} from '../../domain/facts.ts';
import {governingPolicy} from '../../domain/governance.ts';
import {injectedInto, namesOf} from '../../domain/injected.ts';
import type {Finding} from '../../domain/finding.ts';
import {assess} from '../../domain/pace/assess.ts';
import type {Outcome} from '../../domain/pace/outcome.ts';
import {progressOf, type Progress} from '../../domain/pace/progress.ts';
import {isConvertedPod, type RolloutPod} from '../../domain/pace/rollout-pod.ts';
import {sightingOf, type Sighting} from '../../domain/pace/sighting.ts';
import {strippedFinding, strippedFrom} from '../../domain/pace/stripped.ts';
import {plan} from '../../domain/plan.ts';
import type {Policy} from '../../domain/policy.ts';
import {parseRecord} from '../../domain/record.ts';
import {select} from '../../domain/select.ts';
import {markedSwitches, productsOf} from '../../domain/switches.ts';
import {skipLabel} from '../../domain/target.ts';
import {annotationsOf, type Workload} from '../../domain/workload.ts';
import type {ConversionMemory} from '../memory.ts';
import {workloadFrom, type WorkloadView} from '../views/workload-view.ts';
import {podStateOf} from './pod-state.ts';

/** What the decision about a workload is gathered from; memory only, no request. */
export interface World {
  /** All policies that may reach into the namespace, those that are being deleted included. */
  policiesOf(namespace: string): readonly Policy[];
  factsOf(namespace: string): Facts;
  /** False: the namespace's labels have not come yet, so nothing can be said of what is in it. */
  knows(namespace: string): boolean;
  podsOf(view: WorkloadView): readonly RolloutPod[];
  isPaused(policy: Policy): boolean;
}

export interface Evaluation {
  readonly workload: Workload;
  /** By policy key; only policies that select it. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** The policy that may write to it. */
  readonly governing?: Policy;
}

/** Gathers, plans and assesses one workload under every policy that selects it. */
export function evaluate(view: WorkloadView, world: World, memory: ConversionMemory, now: number): Evaluation {
  const workload = workloadFrom(view);
  if (!world.knows(view.namespace)) return {workload, outcomes: new Map()};
  const facts = world.factsOf(view.namespace);
  const policies = world.policiesOf(view.namespace);
  const governing = governingPolicy(workload, policies, facts);
  // What happens while nobody governs is not seen, so what was seen before means nothing afterwards.
  if (governing === undefined) memory.forget(view.key);
  const context: Context = {view, workload, facts, world, memory, now, governing};
  const outcomes = policies.flatMap((policy): [string, Outcome][] => {
    const outcome = outcomeUnder(policy, context);
    return outcome === undefined ? [] : [[policy.key, outcome]];
  });
  return {workload, outcomes: new Map(outcomes), ...(governing === undefined ? {} : {governing})};
}

interface Context {
  readonly view: WorkloadView;
  readonly workload: Workload;
  readonly facts: Facts;
  readonly world: World;
  readonly memory: ConversionMemory;
  readonly now: number;
  readonly governing: Policy | undefined;
}

function outcomeUnder(policy: Policy, context: Context): Outcome | undefined {
  const {workload, facts, governing, world, view} = context;
  if (policy.conversion.mode === 'Off' || policy.deleting) return undefined;
  // It asks first whether the policy takes the workload in at all.
  const decision = plan(workload, policy, facts);
  if (decision.type === 'NotSelected') return undefined;
  // Audit reports as if the policy were alone.
  const elsewhere = policy.conversion.mode === 'Enforce' && governing !== undefined && governing.key !== policy.key;
  const outcome = assess({
    workload,
    policy,
    facts,
    decision,
    ...(elsewhere ? {governedBy: governing.key} : {}),
    skipLabel: skipLabel(workload, facts) !== undefined,
    rollout: view.rollout,
    progress: progressUnder(policy, context),
    sighting: sightingUnder(decision, context),
    pods: governing?.key === policy.key ? podsUnder(policy, decision, context) : undefined,
    stripped: strippedUnder(context),
    policyPaused: world.isPaused(policy),
  });
  return view.kind === 'CronJob' ? {...outcome, cronJob: cronJobPace(policy, context)} : outcome;
}

/** How the recorded conversion is doing; undefined when none is recorded. */
function progressUnder(policy: Policy, {view, workload, world, memory, now, governing}: Context): Progress | undefined {
  const annotations = annotationsOf(workload);
  const record = parseRecord(annotations[RECORD_ANNOTATION] ?? '');
  const told = productsOf(markedSwitches(workload)).flatMap(profile =>
    profile.injector === undefined ? [] : [namesOf({profile, injector: profile.injector})],
  );
  if (record.length + told.length === 0) return undefined;
  const key = view.key;
  const mark = annotations[CONVERTED_AT_ANNOTATION];
  const convertedAt = convertedAtOf(workload);
  const names = record.map(entry => entry.n);
  // managedFields have whole seconds.
  const touched = convertedAt !== undefined && view.touchedAt > convertedAt + 1000;
  const progress = progressOf({
    rollout: view.rollout,
    pods: world.podsOf(view).filter(pod => isConvertedPod(pod, names, told)),
    convertedAt,
    touched,
    deadlineSeconds: policy.conversion.rollout.progressDeadlineSeconds,
    now,
    seen: memory.seen(key, mark),
  });
  if (governing?.key === policy.key) memory.note(key, {convertedAt: mark, progress, touched});
  return progress;
}

/** The mark, ms since the epoch; undefined: absent or not a time. */
function convertedAtOf(workload: Workload): number | undefined {
  const time = Date.parse(annotationsOf(workload)[CONVERTED_AT_ANNOTATION] ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** Pods from before the injector was told say nothing; creation times are whole seconds. */
function sightingUnder(decision: Decision, {view, workload, world, memory}: Context): Sighting {
  if (decision.type !== 'Delegate') return 'Nothing';
  const told = markedSwitches(workload).length > 0 ? (convertedAtOf(workload) ?? 0) : 0;
  const pods = world.podsOf(view).filter(({createdAt}) => !(Date.parse(createdAt) < told - 1000));
  return memory.sighting(view.key, sightingOf(pods, decision.injected));
}

function podsUnder(policy: Policy, decision: Decision, {view, workload, facts, world, memory, now}: Context) {
  return podStateOf({view, workload, policy, decision, facts, pods: world.podsOf(view), memory, now});
}

function strippedUnder({view, workload, world, facts}: Context): Finding | undefined {
  const name = strippedFrom(workload, world.podsOf(view), view.rollout);
  return name === undefined ? undefined : strippedFinding(name, facts);
}

function cronJobPace(policy: Policy, {view, workload, facts}: Context): NonNullable<Outcome['cronJob']> {
  const {candidates, natives} = select(workload.template.spec, policy.sidecars);
  const governed = [...candidates, ...natives, ...injectedInto(workload, policy.sidecars, facts)];
  const rules = new Set(governed.map(({ruleIndex}) => ruleIndex));
  return {rules: [...rules].sort((a, b) => a - b), suspended: view.rollout.paused};
}
