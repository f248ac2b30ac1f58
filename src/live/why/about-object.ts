import {FINALIZED_CONDITION} from '../../api/constants.ts';
import type {Verdict} from '../../cli/verdict/verdict.ts';
import {wholeCatalog} from '../../cli/verdict/whole-catalog.ts';
import {listIn, nativeNames} from '../../domain/containers.ts';
import {rfc3339} from '../../domain/jobs/attempt.ts';
import type {Consequence} from '../../domain/jobs/consequence.ts';
import type {HangingPod} from '../../domain/jobs/stuck-now.ts';
import {objectAt, objectsAt, stringAt, type JsonObject} from '../../domain/json.ts';
import {select} from '../../domain/select.ts';
import type {Link, LooseEnd, OwnerChain} from './owner-chain.ts';

/** What is to be said of the object that was asked about beside its workload, a sentence each. */
export function aboutObject(
  {asked, root, names, end}: Extract<OwnerChain, {type: 'Found'}>,
  verdict: Verdict,
  hanging: readonly HangingPod[],
): readonly string[] {
  const isOther = asked.key !== root.key;
  const path = names.length > 1 ? [belonging(names)] : [];
  return [
    ...path,
    ...(end === undefined ? [] : [looseEnd(end, root)]),
    ...(asked.kind === 'Pod' && isOther ? podSentences(asked.object, verdict) : []),
    ...hangingSentences(asked, hanging),
  ];
}

function belonging([first = '', ...owners]: readonly string[]): string {
  return `${first} belongs to ${owners.join(', which belongs to ')}.`;
}

const WHY: Readonly<Record<LooseEnd['why'], string>> = {
  Absent: 'is not there',
  Unreadable: 'may not be read',
  Unknown: 'is of a kind that Outrigger does not follow',
};

function looseEnd({name, why}: LooseEnd, {key}: Link): string {
  return `${name} ${WHY[why]}, so what follows is about ${key} itself.`;
}

/** How the sidecars are in the pod itself, which may be older than its workload's template, or have more of them. */
function podSentences(pod: JsonObject, {policy, found}: Verdict): readonly string[] {
  const spec = objectAt(pod, 'spec');
  const {candidates, natives} = select(spec, (policy ?? wholeCatalog()).sidecars);
  const template = found.workload.template.spec;
  const classic = new Set(listIn(template, 'containers').map(each => stringAt(each, 'name') ?? ''));
  const native = nativeNames(template);
  const finished = objectsAt(pod, 'status', 'conditions').find(({type}) => type === FINALIZED_CONDITION);
  return [
    ...natives.map(({name}) => `In this pod ${name} is native.`),
    ...candidates.map(({name}) => {
      if (classic.has(name)) return `In this pod ${name} is a classic sidecar.`;
      const why = native.has(name)
        ? 'it was created before its workload was changed'
        : 'the workload does not have it, so something has added it to the pod';
      return `In this pod ${name} is a classic sidecar: ${why}.`;
    }),
    ...(finished === undefined ? [] : [`Outrigger has finished it: ${stringAt(finished, 'message') ?? ''}`]),
  ];
}

const EFFECTS: Readonly<Record<Consequence, string>> = {
  None: 'nothing would run because of it',
  MayRunAgain: 'its failed main would run again',
  RunsNextCompletion: 'the next completion of its Job would run',
  MayRunMissed: 'a run that its CronJob has missed would start',
};

function hangingSentences({key, kind}: Link, hanging: readonly HangingPod[]): readonly string[] {
  const about = hanging.filter(({pod}) => kind !== 'Pod' || key === podKey(pod));
  return about.map(
    ({pod, sidecars, endedAt, consequence}) =>
      `${podKey(pod)} hangs on ${sidecars.join(', ')}: its main containers ended at ${rfc3339(endedAt)}. If it is finished, ${EFFECTS[consequence]}.`,
  );
}

function podKey({namespace, name}: HangingPod['pod']): string {
  return `Pod/${namespace}/${name}`;
}
