import fc from 'fast-check';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {ModelContainer, ModelStatus, Policy} from './kubelet-model.ts';

/** One generated pod of a Job: what the model knows, and the object that the API server would answer. */
export interface PodCase {
  readonly containers: readonly ModelContainer[];
  readonly policy: Policy;
  readonly phase: string;
  readonly deleting: boolean;
  readonly object: JsonObject;
}

/** All generated times are within an hour of this. */
export const START = Date.parse('2026-11-01T10:00:00Z');

const seconds = fc.integer({min: -3600, max: 3600});
/** A moment in whole seconds, as Kubernetes writes them. */
export const moment = seconds.map(offset => START + offset * 1000);

const exitCode = fc.oneof({weight: 3, arbitrary: fc.constant(0)}, fc.constantFrom(1, 2, 137, 143, 255));
const terminated = fc.record({is: fc.constant('terminated' as const), exitCode, finishedAt: moment});
const status: fc.Arbitrary<ModelStatus> = fc.oneof(
  {weight: 5, arbitrary: terminated},
  {weight: 2, arbitrary: fc.constant({is: 'running' as const})},
  {weight: 1, arbitrary: fc.record({is: fc.constant('waiting' as const), ranBefore: fc.boolean()})},
  {weight: 1, arbitrary: fc.constant({is: 'unreported' as const})},
);
const sidecarStatus: fc.Arbitrary<ModelStatus> = fc.oneof(
  {weight: 4, arbitrary: fc.constant({is: 'running' as const})},
  {weight: 1, arbitrary: status},
);
const policy = fc.constantFrom<Policy>('Never', 'OnFailure');
const anyPolicy = fc.oneof({weight: 4, arbitrary: policy}, {weight: 1, arbitrary: fc.constant<Policy>('Always')});
const ownPolicy = fc.option(fc.constantFrom<Policy>('Always', 'OnFailure', 'Never'), {nil: undefined, freq: 8});
const anyPhase = fc.oneof(
  {weight: 8, arbitrary: fc.constant('Running')},
  {weight: 1, arbitrary: fc.constantFrom('Pending', 'Succeeded', 'Failed', 'Unknown', '')},
);

interface Variety {
  readonly policy: fc.Arbitrary<Policy>;
  /** Restart policies of single containers. */
  readonly own: fc.Arbitrary<Policy | undefined>;
  readonly phase: fc.Arbitrary<string>;
  readonly deleting: fc.Arbitrary<boolean>;
}

/** Anything that can be in a cluster. */
export const anyPod = podCase({
  policy: anyPolicy,
  own: ownPolicy,
  phase: anyPhase,
  deleting: fc.nat({max: 9}).map(nat => nat === 0),
});

/** Running pods whose containers all follow the pod's restart policy. */
export const plainPod = podCase({
  policy,
  own: fc.constant(undefined),
  phase: fc.constant('Running'),
  deleting: fc.constant(false),
});

/** Sidecars are called `log-N`, mains `app-N`. */
function podCase(variety: Variety): fc.Arbitrary<PodCase> {
  const container = fc
    .boolean()
    .chain(sidecar => fc.tuple(fc.constant(sidecar), variety.own, sidecar ? sidecarStatus : status))
    .map(([sidecar, own, status]) => ({sidecar, ...(own === undefined ? {} : {policy: own}), status}));
  return fc
    .record({...variety, drafts: fc.array(container, {minLength: 1, maxLength: 6})})
    .map(({drafts, policy, phase, deleting}) => {
      const containers = drafts.map((draft, index) => ({...draft, name: `${draft.sidecar ? 'log' : 'app'}-${index}`}));
      const pod = {containers, policy, phase, deleting};
      return {...pod, object: objectOf(pod)};
    });
}

function objectOf({containers, policy, phase, deleting}: Omit<PodCase, 'object'>): JsonObject {
  return {
    metadata: {
      namespace: 'shop',
      name: 'batch-x',
      uid: 'u',
      resourceVersion: '1',
      ownerReferences: [{apiVersion: 'batch/v1', kind: 'Job', name: 'batch', uid: 'j', controller: true}],
      ...(deleting ? {deletionTimestamp: '2026-11-01T10:00:00Z'} : {}),
    },
    spec: {
      restartPolicy: policy,
      containers: containers.map(({name, policy: own}) => ({name, image: 'i', ...(own && {restartPolicy: own})})),
    },
    status: {phase, containerStatuses: containers.flatMap(({name, status}) => statusJson(name, status))},
  };
}

function statusJson(name: string, status: ModelStatus): readonly JsonObject[] {
  switch (status.is) {
    case 'unreported':
      return [];
    case 'running':
      return [{name, state: {running: {startedAt: '2026-11-01T09:00:00Z'}}}];
    case 'waiting': {
      const last = status.ranBefore ? {lastState: {terminated: {exitCode: 1}}} : {};
      return [{name, state: {waiting: {reason: status.ranBefore ? 'CrashLoopBackOff' : 'ContainerCreating'}}, ...last}];
    }
    case 'terminated': {
      const finishedAt = new Date(status.finishedAt).toISOString().replace('.000Z', 'Z');
      return [{name, state: {terminated: {exitCode: status.exitCode, finishedAt}}}];
    }
  }
}
