import {select} from '../../domain/select.ts';
import {stringAt, type JsonObject} from '../../domain/json.ts';
import {controllerOf} from '../../domain/owner.ts';
import {isConvertedPod, rolloutPodOf, type RolloutPod} from '../../domain/pace/rollout-pod.ts';
import {rolloutOf} from '../../domain/pace/rollout.ts';
import {strippedFinding, strippedFrom} from '../../domain/pace/stripped.ts';
import {podOwnerKey} from '../../domain/pod-owner.ts';
import type {Verdict} from '../../cli/verdict/verdict.ts';
import {RESOURCES} from '../../kube/resources.ts';
import type {Reader} from '../read/reader.ts';
import type {Link} from './owner-chain.ts';

/** What the pods of a workload show, a sentence each; none where it has no pods, or they may not be read. */
export async function podsText(root: Link, verdict: Verdict, reader: Reader): Promise<readonly string[]> {
  const pods = await podsOf(root, reader);
  return [...countSentences(verdict, pods), ...(await strippedSentences({root, verdict, reader}, pods))];
}

/** Those of CronJobs belong to their Jobs, and come and go. */
async function podsOf({key, kind}: Link, reader: Reader): Promise<readonly RolloutPod[]> {
  if (kind === 'CronJob' || kind === 'Pod') return [];
  const [, namespace] = key.split('/');
  const take = (pod: JsonObject): RolloutPod | undefined => (ownerKey(pod) === key ? rolloutPodOf(pod) : undefined);
  const listing = await reader.list(RESOURCES.Pod, {namespace, take});
  return listing.type === 'Read' ? listing.objects.filter(({over}) => over !== true) : [];
}

function ownerKey(pod: JsonObject): string | undefined {
  const owner = controllerOf(pod);
  return owner === undefined ? undefined : podOwnerKey(pod, owner);
}

function countSentences({policy, found}: Verdict, pods: readonly RolloutPod[]): readonly string[] {
  if (policy === undefined || pods.length === 0) return [];
  const {candidates, natives} = select(found.workload.template.spec, policy.sidecars);
  const names = [...candidates, ...natives].map(({name}) => name);
  if (names.length === 0) return [];
  const native = pods.filter(pod => isConvertedPod(pod, names)).length;
  const hanging = pods.flatMap(({hang}) => hang?.on ?? []);
  const held = hanging.length === 0 ? '' : `; ${hanging.length} of them still wait for ${hanging[0]} to start`;
  return [
    `${native} of ${pods.length} ${pods.length === 1 ? 'pod has' : 'pods have'} native sidecars (${names.join(', ')})${held}.`,
  ];
}

interface Question {
  readonly root: Link;
  readonly verdict: Verdict;
  readonly reader: Reader;
}

async function strippedSentences(
  {root, verdict, reader}: Question,
  pods: readonly RolloutPod[],
): Promise<readonly string[]> {
  const name = strippedFrom(verdict.found.workload, pods, rolloutOf(root.kind, root.object));
  if (name === undefined) return [];
  const take = (webhook: JsonObject): string | undefined => stringAt(webhook, 'metadata', 'name');
  const listing = await reader.list(RESOURCES.MutatingWebhookConfiguration, {take});
  const known = listing.type === 'Read' ? {mutatingWebhooks: listing.objects} : {};
  const {code, message} = strippedFinding(name, {...verdict.facts, ...known});
  return [`${code}: ${message}`];
}
