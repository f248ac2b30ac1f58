import {exclusionOf} from '../../admission/pods/exclusion-of.ts';
import {stringAt} from '../../domain/json.ts';
import type {Policy} from '../../domain/policy.ts';
import type {Clock} from '../../runtime/clock.ts';
import type {WorkQueue} from '../../runtime/workqueue.ts';
import type {Settings} from '../../config/settings.ts';
import type {ReflectorContext} from '../../kube/reflector.ts';
import type {Rest} from '../../kube/rest.ts';
import type {ClusterState} from '../cluster-state.ts';
import type {Ledger} from '../ledger/ledger.ts';
import {isFound} from '../ledger/summary.ts';
import type {Pauses} from '../pauses.ts';
import type {Sweep} from '../policy/sweep.ts';
import type {Queues} from '../queues.ts';
import type {Evaluation} from '../workload/evaluate.ts';
import {CompiledWriter} from './compiled-writer.ts';
import {Exclusions} from './exclusions.ts';
import {PodAdmission} from './pod-admission.ts';
import {PodDelivery} from './pod-delivery.ts';
import {PodEngine} from './pod-engine.ts';

/** Policies are edited and workloads looked at in bursts; pod policies are made anew once for all of it. */
const SETTLES_SECONDS = 0.2;
/** All pod policies are one key: their order matters. */
const ALL_POD_POLICIES = 'all';

export type PodsOptions = ReflectorContext & {
  readonly settings: Pick<Settings, 'namespace' | 'admission'>;
  readonly queue: Pick<WorkQueue, 'addAfter'>;
  readonly state: Pick<ClusterState, 'allPolicies' | 'learn'>;
  readonly ledger: Ledger;
};

/** What of pod delivery others read and tell. */
export interface Pods {
  readonly engine: PodEngine;
  readonly admission: PodAdmission;
  readonly exclusions: Exclusions;
  /** Something that pod policies are made from may have changed. */
  readonly look: () => void;
}

export function createPods({settings, queue, state, ledger, ...context}: PodsOptions): Pods {
  const look = (): void => queue.addAfter(ALL_POD_POLICIES, SETTLES_SECONDS);
  const isMissed = (): boolean => state.allPolicies().some(policy => wantsPods(policy) || waits(ledger, policy.key));
  const {namespace, admission: asked} = settings;
  const engine = new PodEngine({
    ...context,
    namespace,
    wanted: asked === 'auto' || asked === 'policy',
    isMissed,
    changed: look,
    stored: look,
  });
  const admission = new PodAdmission(() => engine.state);
  state.learn({podAdmission: admission});
  return {engine, admission, exclusions: new Exclusions(look), look};
}

/** Also where there is no workload yet. */
function wantsPods({conversion, suspend}: Policy): boolean {
  return conversion.mode === 'Enforce' && conversion.delivery === 'Pod' && !suspend;
}

function waits(ledger: Ledger, policy: string): boolean {
  const groups = [...ledger.groups(policy)];
  return isFound('NeedsAdmission', groups) || groups.some(({standing}) => standing.reason === 'AdmissionNotAvailable');
}

export interface PodDeliveryParts {
  readonly rest: Rest;
  readonly clock: Clock;
  readonly dryRun: boolean;
  readonly state: ClusterState;
  readonly sweep: Sweep;
  readonly pauses: Pauses;
  readonly queues: Pick<Queues, 'policies'>;
}

export function createPodDelivery(
  {engine, admission, exclusions}: Pods,
  {rest, clock, dryRun, state, sweep, pauses, queues}: PodDeliveryParts,
): PodDelivery {
  return new PodDelivery({
    engine,
    admission,
    exclusions,
    clock,
    dryRun,
    writer: new CompiledWriter({rest, clock, storeOf: part => engine.storeOf(part)}),
    world: {
      allPolicies: () => state.allPolicies(),
      isWithdrawn: policy => pauses.pauseOf(policy) !== undefined,
      isSwept: policy => sweep.hasLookedAtAll(policy),
      tellPolicies: () => {
        for (const {key} of state.allPolicies()) queues.policies.add(key);
      },
      reinvokedIn: scope =>
        engine.reinvoked(scope.type === 'Namespace' ? state.stores.namespaces.get(scope.namespace)?.labels : undefined),
      lookAtAll: async signal => sweep.everything(signal),
    },
  });
}

/** Takes note of whether a workload's pods must stay as they are; `evaluation` undefined: it is gone. */
export function noteExclusion(
  {engine, exclusions}: Pick<Pods, 'engine' | 'exclusions'>,
  state: Pick<ClusterState, 'factsOf'>,
): (workload: string, evaluation: Evaluation | undefined) => void {
  return (key, evaluation) => {
    if (engine.state.type !== 'Available') return;
    const policy = evaluation?.governing;
    const outcome = policy === undefined ? undefined : evaluation?.outcomes.get(policy.key);
    if (evaluation === undefined || policy === undefined || outcome === undefined)
      return exclusions.set(key, undefined);
    const {workload} = evaluation;
    const namespace = stringAt(workload.metadata, 'namespace') ?? '';
    exclusions.set(key, exclusionOf({workload, policy, outcome, facts: state.factsOf(namespace)}));
  };
}
