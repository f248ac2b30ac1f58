import type {Operation} from '../../domain/decision.ts';
import {objectAt, type JsonObject} from '../../domain/json.ts';
import {keep} from '../../domain/keep/keep.ts';
import type {TemplateKind} from '../../domain/template-kinds.ts';
import {annotationsOf, podSpecPointer, workloadOf} from '../../domain/workload.ts';
import {fieldOperations} from './field-operations.ts';
import {hasTooManyManagers, isTooLarge} from './limits.ts';
import type {AdmissionRequest} from './review.ts';
import {specOperations} from './spec-operations.ts';
import type {WebhookWorld} from './world.ts';

/** The change of a write to a converted workload: what the keep policy does (`src/admission/keep/`). Empty: none. */
export function templateOperations(
  kind: TemplateKind,
  {namespace, object, oldObject, manager}: AdmissionRequest,
  world: Pick<WebhookWorld, 'factsOf'>,
): readonly Operation[] {
  const [old, now] = [workloadOf(kind, oldObject), workloadOf(kind, object)];
  if ([old, now].some(({template}) => isTooLarge(template.spec))) return [];
  if ([oldObject, object].some(hasTooManyManagers)) return [];
  const kept = keep({old, now, manager, namespaceLabels: world.factsOf(namespace).namespaceLabels});
  const had = Object.hasOwn(objectAt(object, 'metadata'), 'annotations');
  return [
    ...specOperations(podSpecPointer(kind), now.template.spec, kept.spec),
    ...fieldOperations('/metadata', had ? {annotations: annotationsOf(now)} : {}, annotated(kept.annotations, had)),
  ];
}

/** A map that is not there and would be empty is not made. */
function annotated(annotations: Readonly<Record<string, string>>, had: boolean): JsonObject {
  return had || Object.keys(annotations).length > 0 ? {annotations} : {};
}
