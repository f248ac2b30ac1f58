import {CONVERTED_AT_ANNOTATION} from '../../api/constants.ts';
import type {Facts} from '../facts.ts';
import {finding, type Finding} from '../finding.ts';
import {recordOf} from '../record.ts';
import {strippersAmong} from '../surroundings/strippers.ts';
import {annotationsOf, type Workload} from '../workload.ts';
import type {RolloutPod} from './rollout-pod.ts';
import type {RolloutView} from './rollout.ts';

/**
 * Name of a container that was asked to be a native sidecar and is none in a pod that is there: by the pod's own record,
 * or, where the stored template was converted, in a pod that was created from it.
 */
export function strippedFrom(
  workload: Workload,
  pods: readonly RolloutPod[],
  rollout: RolloutView,
): string | undefined {
  const there = pods.filter(({over}) => over !== true);
  return there.find(({stripped}) => stripped !== undefined)?.stripped ?? lostOf(workload, there, rollout);
}

/** While pods of an older template are about, it is not known of which template a pod is. */
function lostOf(workload: Workload, pods: readonly RolloutPod[], {updated, strategy}: RolloutView): string | undefined {
  const recorded = recordOf(workload).map(({n}) => n);
  const at = Date.parse(annotationsOf(workload)[CONVERTED_AT_ANNOTATION] ?? '');
  if (recorded.length === 0 || Number.isNaN(at) || !updated || strategy === 'NextRun') return undefined;
  const newer = pods.filter(({createdAt}) => Date.parse(createdAt) > at);
  return recorded.find(name => newer.some(({natives}) => !natives.includes(name)));
}

/** Says which of the cluster's webhooks is the likely cause, where they are known. */
export function strippedFinding(name: string, {mutatingWebhooks}: Facts): Finding {
  const lost = `${name} was made a native sidecar, and a pod that is there has it without restartPolicy: Always, or as a regular container again. As an ordinary init container it keeps the pod from starting.`;
  return finding('RestartPolicyStripped', `${lost} ${culprit(mutatingWebhooks)}`);
}

function culprit(webhooks: readonly string[] | undefined): string {
  if (webhooks === undefined) {
    return 'Most likely a mutating webhook writes pods back without the field: kubectl get mutatingwebhookconfigurations.';
  }
  const known = strippersAmong(webhooks);
  if (known.length > 0) {
    const named = known.map(({name, by}) => `${name} (${by.product}: ${by.source})`).join(', ');
    return `Likely causes among the mutating webhooks here: ${named}.`;
  }
  return webhooks.length === 0
    ? 'There is no mutating webhook here: look for a controller that changes pods, or an admission policy.'
    : `None of the mutating webhooks here is known for it: ${webhooks.slice(0, MOST).join(', ')}.`;
}

const MOST = 10;
