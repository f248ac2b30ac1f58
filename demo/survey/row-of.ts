import type {Policy} from '../../src/domain/policy.ts';
import type {Outcome} from '../../src/domain/pace/outcome.ts';
import {select} from '../../src/domain/select.ts';
import {BEING_FINISHED, jobStateOf, type JobState} from './job-state.ts';
import type {Look} from './look.ts';
import type {Pace} from './pace.ts';
import {jobText, podsText} from './pods-text.ts';
import type {Row} from './row.ts';
import type {DemoWorld} from './world.ts';

/** The row of one workload. */
export function rowOf(look: Look, world: DemoWorld, pace: Pace): Row {
  const {view} = look;
  const opinion = opinionOf(look, world);
  const row = {
    namespace: view.namespace,
    workload: `${view.kind.toLowerCase()}/${view.name}`,
    sidecars: opinion === undefined ? '' : sidecarsOf(look, opinion.policy),
    up: view.rollout.healthy,
    ...conversionOf(look, opinion, pace),
  };
  switch (view.kind) {
    case 'Job':
      return {...row, ...ofJob(look, world)};
    case 'CronJob':
      return {...row, ...ofCronJob(look, world)};
    default:
      return {...row, pods: podsText(view.kind, look.object, world.podsUnder(keyOf(look)))};
  }
}

interface Opinion {
  readonly policy: Policy;
  readonly outcome: Outcome;
}

/** What the policy says that governs the workload, else the first that selects it. */
function opinionOf({view, evaluation}: Look, world: DemoWorld): Opinion | undefined {
  const all = world.policiesOf(view.namespace).flatMap((policy): Opinion[] => {
    const outcome = evaluation.outcomes.get(policy.key);
    return outcome === undefined ? [] : [{policy, outcome}];
  });
  return all.find(({policy}) => policy.key === evaluation.governing?.key) ?? all[0];
}

function conversionOf({view}: Look, opinion: Opinion | undefined, pace: Pace): Pick<Row, 'state' | 'reason'> {
  if (opinion === undefined) return {state: '', reason: ''};
  const {policy, outcome} = opinion;
  const blocking = outcome.state === 'blocked' && outcome.findings.find(({severity}) => severity === 'block');
  const reason = blocking ? blocking.code : pace.reasonFor(view, policy, outcome);
  return {state: outcome.state, reason: reason ?? ''};
}

function sidecarsOf({evaluation}: Look, policy: Policy): string {
  const {candidates, natives} = select(evaluation.workload.template.spec, policy.sidecars);
  const counts = [
    [candidates.length, 'classic'],
    [natives.length, 'native'],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

/** Of a Job that hangs, or did, that is what matters; its template cannot be changed anyway. */
function ofJob(look: Look, world: DemoWorld): Partial<Row> & Pick<Row, 'pods'> {
  const state = jobStateOf(look.object, world, undefined);
  const pods = jobText(state, world.podsUnder(keyOf(look)));
  const how = {pods, up: !['pending', 'running'].includes(pods), ...sinceOf(state)};
  switch (state.type) {
    case 'Running':
      return how;
    case 'Stuck':
      return {...how, state: 'stuck', reason: state.reason};
    case 'Ending':
      return {...how, state: 'stuck', reason: BEING_FINISHED};
    case 'Finished':
      return {...how, state: 'finished', reason: state.by === 'Outrigger' ? 'ByOutrigger' : ''};
  }
}

/** The newest run. */
function ofCronJob({object, view}: Look, world: DemoWorld): Pick<Row, 'pods' | 'stuckSince'> {
  const runs = world.jobsUnder(`${view.namespace}/${view.name}`);
  const newest = runs.toSorted((a, b) => (a.view.name < b.view.name ? -1 : 1)).at(-1);
  if (newest === undefined) return {pods: view.rollout.paused ? 'suspended' : 'no run yet'};
  const state = jobStateOf(newest.object, world, object);
  return {pods: jobText(state, world.podsUnder(`Job/${view.namespace}/${newest.view.name}`)), ...sinceOf(state)};
}

function sinceOf(state: JobState): Pick<Row, 'stuckSince'> {
  return state.type === 'Stuck' ? {stuckSince: state.since} : {};
}

function keyOf({view}: Look): string {
  return `${view.kind}/${view.namespace}/${view.name}`;
}
