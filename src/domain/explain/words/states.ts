import type {WorkloadState} from '../../../api/reasons.ts';
import type {Meaning} from './word.ts';

/** The states of a workload under a policy. */
export const stateMeanings: Readonly<Record<WorkloadState, Meaning>> = {
  skipped: {
    meaning: 'The policy leaves the workload alone: another policy has it, or a label keeps it as it is.',
    todo: 'Nothing. It is not counted in `selected`.',
  },
  failed: {
    meaning:
      'The workload was converted, its new pods did not come up, and it was put back exactly. With delivery Pod there is nothing to put back: its pods are created as the template says from then on. The annotation `outrigger.dev/failed` on it says why.',
    todo: 'Find out why its pods did not come up. It is tried again when its pod template or the policy changes, or when the annotation is removed.',
  },
  blocked: {
    meaning: 'A finding keeps the workload from being converted. Nothing of it is changed.',
    todo: 'Look up the code of the finding, which is in `status.findings` of the policy: `outrigger explain CODE`.',
  },
  rolling: {
    meaning:
      'The workload was converted and is not yet seen to work. It holds one of the slots that `rollout.maxConcurrent` gives.',
    todo: 'Wait. If its new pods do not come up within `rollout.progressDeadlineSeconds`, it is put back.',
  },
  converted: {
    meaning:
      'Outrigger has made its sidecars native; with delivery Pod, in each pod that is created from now on: the log line counts how many are.',
    todo: 'Nothing, but for what its reason says, if it has one.',
  },
  delegated: {
    meaning: "The product's own injector makes its sidecar native, and a pod has shown it.",
    todo: 'Nothing.',
  },
  native: {
    meaning: 'All containers that the rules match are native sidecars already, and not by Outrigger.',
    todo: 'Nothing.',
  },
  pending: {
    meaning: 'The workload can be converted and is not yet; in mode Audit, too. Its reason says what it waits for.',
    todo: 'What its reason says.',
  },
};
