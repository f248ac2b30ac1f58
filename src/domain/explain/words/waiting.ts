import type {StateReason, WorkloadState} from '../../../api/reasons.ts';
import type {Meaning} from './word.ts';

const states: readonly WorkloadState[] = ['pending'];

/** What a workload waits for that could be converted. */
export const waitingMeanings = {
  AuditOnly: {
    states,
    meaning: 'The policy only reports: `conversion.mode` is not Enforce.',
    todo: 'Set `conversion.mode: Enforce` when you want it converted.',
  },
  PolicySuspended: {
    states,
    meaning: 'The policy is suspended or paused: what is converted is kept, and nothing starts.',
    todo: 'Set `spec.suspend: false` to go on, or `outrigger resume` where its message says that it is paused.',
  },
  PolicyPaused: {
    states,
    meaning: 'The policy has stopped by itself after `rollout.maxFailures` workloads did not come up.',
    todo: 'Find out why they failed, then edit the spec of the policy: any edit lets it go on.',
  },
  WaitsForSlot: {
    states,
    meaning: 'As many workloads roll as `rollout.maxConcurrent` allows.',
    todo: 'Wait, or raise it.',
  },
  NotHealthy: {
    states,
    meaning:
      'Not all of its pods are up to date and available. Converted now, nobody could tell afterwards whether the conversion did harm.',
    todo: 'Repair it. It is converted once all of its pods are available.',
  },
  WorkloadPaused: {
    states,
    meaning: 'It is a paused Deployment.',
    todo: '`kubectl rollout resume`',
  },
  AwaitsFirstRun: {
    states,
    meaning:
      'A CronJob of the same rule was converted and has not run since. One goes first, the others follow once it has run.',
    todo: 'Wait for its next run.',
  },
  AdmissionNotAvailable: {
    states,
    meaning:
      'It would be converted when its pods are created, which cannot be done here: the API server is older than Kubernetes 1.36 and there is no webhook, Outrigger may not write MutatingAdmissionPolicies, or it cannot say the rules in one; or an injector without a native mode adds the sidecar. The log line says which.',
    todo: 'Install the overlay that lets it (docs/gitops.md). Else convert the manifest where it is kept (`outrigger convert`), or set `delivery: Template`; for what a tool applies again that needs the keep policy, or `acknowledge: [NeedsAdmission]`. What an injector without a native mode adds needs `delivery: Pod` and `acknowledge: [InjectedProxy]`.',
  },
  InjectorTooOld: {
    states,
    meaning:
      'An injector (Istio, Linkerd, Dapr, Consul and the like) was told to add a native sidecar, or should do it by itself, and its newest pods have a classic one: its version is too old.',
    todo: 'Upgrade the injector: the log line says since which version it can. Pods that are created after that show it.',
  },
  AwaitsPod: {
    states,
    meaning:
      'Its injector was told, or the conversion of its pods is to be tried again, and no pod has been created since that would show what comes of it.',
    todo: 'Nothing. Scale it up or restart it to know at once; a pod that hangs from before must be deleted.',
  },
  StaysClassic: {
    states,
    meaning:
      'With delivery Pod and `rollout.restartPods`: its pods were restarted so that they get native sidecars, and are classic all the same. They are not restarted again.',
    todo: 'Look at one of the pods with `outrigger why`, and at the finding `PodsStayClassic`. Any edit of the policy lets it be tried once more.',
  },
  SwitchedOff: {
    states,
    meaning: 'An annotation tells its injector to add a classic sidecar, and Outrigger has not set it.',
    todo: 'Take the annotation away, if it is not meant so.',
  },
} as const satisfies Partial<Record<StateReason, Meaning & {readonly states: readonly WorkloadState[]}>>;
