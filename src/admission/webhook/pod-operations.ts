import type {Operation} from '../../domain/decision.ts';
import type {Facts} from '../../domain/facts.ts';
import {byPrecedence} from '../../domain/governance.ts';
import {objectAt, stringMapAt, type JsonObject} from '../../domain/json.ts';
import {controllerOf} from '../../domain/owner.ts';
import {podOwnerKey} from '../../domain/pod-owner.ts';
import {planPod} from '../../domain/pods/plan-pod.ts';
import type {Workload} from '../../domain/workload.ts';
import {fieldOperations} from './field-operations.ts';
import {isTooLarge} from './limits.ts';
import type {AdmissionRequest} from './review.ts';
import {specOperations} from './spec-operations.ts';
import {staysClassic} from './stays-classic.ts';
import type {WebhookWorld} from './world.ts';

/** The change of a pod that is being created: what the pod policies do (`src/admission/pods/`). Empty: none. */
export function podOperations({namespace, object}: AdmissionRequest, world: WebhookWorld): readonly Operation[] {
  const all = world.policiesOf(namespace);
  const policies = all.filter(({conversion, deleting}) => conversion.mode === 'Enforce' && !deleting);
  if (policies.length === 0 || isTooLarge(objectAt(object, 'spec'))) return [];
  // Before it is stored, only the request says where it will be.
  const pod = {...object, metadata: {...objectAt(object, 'metadata'), namespace}};
  const facts: Facts = {...world.factsOf(namespace), admission: {pods: true, templates: true}};
  const change = planPod(pod, policies.toSorted(byPrecedence), facts);
  if (change === undefined) return [];
  const workload = workloadBehind(pod, world);
  if (workload !== undefined && staysClassic(workload, policies, facts)) return [];
  return [
    ...specOperations('/spec', objectAt(object, 'spec'), change.spec),
    ...annotationOperations(object, change.annotations),
  ];
}

/** Undefined: nothing that Outrigger knows controls it, or it has not been seen yet. */
function workloadBehind(pod: JsonObject, world: WebhookWorld): Workload | undefined {
  const owner = controllerOf(pod);
  const key = owner === undefined ? undefined : podOwnerKey(pod, owner);
  if (key === undefined) return undefined;
  return world.workloadOf(key) ?? (key.startsWith('Job/') ? world.workloadOf(cronJobKey(key)) : undefined);
}

/** A CronJob's Jobs are named after it and the minute in which they run (kube-controller-manager pkg/controller/cronjob). */
function cronJobKey(job: string): string {
  return job.replace(/^Job\//, 'CronJob/').replace(/-\d+$/, '');
}

function annotationOperations(pod: JsonObject, annotations: Readonly<Record<string, string>>): readonly Operation[] {
  const before = stringMapAt(pod, 'metadata', 'annotations');
  const metadata = objectAt(pod, 'metadata');
  const had = Object.hasOwn(metadata, 'annotations') ? {annotations: before} : {};
  return fieldOperations('/metadata', had, {annotations: {...before, ...annotations}});
}
