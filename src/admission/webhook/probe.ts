import type {Operation} from '../../domain/decision.ts';
import {stringAt, type JsonObject} from '../../domain/json.ts';

/** Of a Lease that is never stored: creating it, for a dry run, shows whether the API server reaches the webhook. */
export const PROBE_NAME = 'outrigger-webhook';

const HEARD_ANNOTATION = 'outrigger.dev/heard';

export function probeLease(namespace: string): JsonObject {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {name: PROBE_NAME, namespace, annotations: {[HEARD_ANNOTATION]: 'false'}},
  };
}

export function probeOperations(): readonly Operation[] {
  return [{op: 'add', path: '/metadata/annotations', value: {[HEARD_ANNOTATION]: 'true'}}];
}

/** Whether the Lease that came back has been seen by the webhook. */
export function wasHeard(lease: JsonObject): boolean {
  return stringAt(lease, 'metadata', 'annotations', HEARD_ANNOTATION) === 'true';
}
