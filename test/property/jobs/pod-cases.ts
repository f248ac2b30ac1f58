import fc from 'fast-check';
import type {JsonObject} from '../../../src/domain/json.ts';
import {kubeletPhase, type ModelContainer, type ModelPod, type ModelState, type Policy} from './kubelet-model.ts';
import {podObject} from './pod-object.ts';

/** What happens around a pod; of some stories the pod says nothing. */
export const STORIES = [
  'Calm',
  /** The kubelet ends the pod, and its phase will be Failed whatever its mains exit with. */
  'EndedByDeadline',
  'EndedBeforeDeadline',
  /** Its node shuts down, says nothing any more, or is deleted. */
  'NodeShutsDown',
  'NodeLost',
  'NodeGone',
] as const;
export type Story = (typeof STORIES)[number];

export const OWNERS = [
  'Job',
  'CronJobsJob',
  'ReplicaSet',
  'Bare',
  'NotItsController',
  'JobOfAnotherGroup',
  /** Its Job is gone; another one has its name. */
  'AnotherJobsName',
  'NoJob',
] as const;
export type Owner = (typeof OWNERS)[number];

export interface PodDraft extends ModelPod {
  readonly phase: string;
  readonly owner: Owner;
  readonly story: Story;
  readonly deleting: boolean;
  readonly debugged: boolean;
  /** Types of pod conditions that are True. */
  readonly conditions: readonly string[];
}

/** One generated pod: what the models know, and the object that the API server would answer. */
export interface PodCase extends PodDraft {
  readonly object: JsonObject;
}

/** All generated times are within an hour of this. */
export const START = Date.parse('2026-11-01T10:00:00Z');

/** A moment in whole seconds, as Kubernetes writes them. */
export const moment = fc.integer({min: -3600, max: 3600}).map(offset => START + offset * 1000);

const code = mostly(0, fc.constantFrom(1, 2, 42, 137, 143, 255), 1);
const end = fc.tuple(code, moment).map(([code, at]): ModelState => ({now: 'ended', code, at}));
const odd: fc.Arbitrary<ModelState> = fc.oneof(
  fc.constant({now: 'running' as const}),
  code.map((code): ModelState => ({now: 'backingOff', code})),
  fc.constant({now: 'fresh' as const}),
  code.map((code): ModelState => ({now: 'ended', code})),
  fc.constantFrom('Missing', 'Empty', 'Twice').map((how): ModelState => ({now: 'unclear', how})),
);
const mainState = fc.oneof({weight: 8, arbitrary: end}, {weight: 2, arbitrary: odd});
const helperState = mostly<ModelState>({now: 'running'}, fc.oneof(end, odd), 5);
const initState = mostly<ModelState>({now: 'ended', code: 0, at: START}, fc.oneof(end, odd), 4);

const ownPolicy = fc.option(fc.constantFrom<Policy>('Always', 'OnFailure', 'Never'), {nil: undefined, freq: 9});
const strangePhase = fc.constantFrom('Running', 'Running', 'Running', 'Running', 'Pending', 'Succeeded', 'Unknown', '');
const someRules = fc.constantFrom<NonNullable<ModelContainer['rules']>[]>(
  [{codes: [0, 42], action: 'Restart'}],
  [{codes: [143, 1], action: 'RestartAllContainers'}],
);

interface Variety {
  /** The phase is what a kubelet makes of the containers, statuses are whole, and nothing else is going on. */
  readonly plain: boolean;
}

/** Anything that can be in a cluster. */
export const anyPod = podCase({plain: false});
/** Pods of Jobs that only their containers decide about. */
export const plainPod = podCase({plain: true});

function podCase({plain}: Variety): fc.Arbitrary<PodCase> {
  const rare = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
    plain ? fc.constant(usual) : mostly(usual, other, 15);
  const container = (role: ModelContainer['role'], is: fc.Arbitrary<ModelState>): fc.Arbitrary<Draft> =>
    fc.record({
      role: fc.constant(role),
      is,
      policy: plain ? fc.constant(undefined) : ownPolicy,
      rules: rare([], someRules),
    });
  const apps = fc.array(fc.oneof(container('main', mainState), container('sidecar', helperState)), {maxLength: 5});
  const inits = fc.array(fc.oneof(container('init', initState), container('native', helperState)), {maxLength: 2});
  return fc
    .record({
      policy: fc.constantFrom<Policy>('Never', 'Never', 'OnFailure', 'OnFailure', 'Always'),
      apps,
      inits: mostly([], inits, 1),
      owner: plain
        ? fc.constantFrom<Owner>('Job', 'CronJobsJob')
        : mostly<Owner>('Job', fc.constantFrom(...OWNERS), 15),
      story: rare<Story>('Calm', fc.constantFrom(...STORIES)),
      deleting: rare(false, fc.boolean()),
      debugged: rare(false, fc.boolean()),
      conditions: mostly<readonly string[]>(
        [],
        fc.constantFrom(['DisruptionTarget'], ['Ready', 'Other']),
        plain ? 3 : 15,
      ),
      // A kubelet says nothing else than Running here; others may have written it.
      phase: plain ? fc.constant(undefined) : mostly<string | undefined>(undefined, strangePhase, 2),
    })
    .map(({apps, inits, phase, ...rest}) => {
      const containers = [...inits, ...apps].map(named);
      const draft = {...rest, containers, phase: phase ?? kubeletPhase({...rest, containers})};
      return {...draft, object: podObject(draft)};
    });
}

type Draft = Omit<ModelContainer, 'name' | 'policy'> & {readonly policy: Policy | undefined};

/** Sidecars are called `log-N`. Init containers can have no restart policy of their own but Always, and then are native. */
function named({role, is, policy, rules = []}: Draft, index: number): ModelContainer {
  const isApp = role === 'main' || role === 'sidecar';
  return {
    name: `${role === 'sidecar' ? 'log' : role}-${index}`,
    role,
    is,
    ...(role === 'native' ? {policy: 'Always' as const} : isApp && policy !== undefined ? {policy} : {}),
    ...(rules.length === 0 || role === 'init' ? {} : {rules}),
  };
}

/** One value, with so many times the weight of others. */
export function mostly<T>(usual: T, other: fc.Arbitrary<T>, weight: number): fc.Arbitrary<T> {
  return fc.oneof({weight, arbitrary: fc.constant(usual)}, {weight: 1, arbitrary: other});
}
