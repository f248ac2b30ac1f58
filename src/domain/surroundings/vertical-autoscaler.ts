import type {VerticalAutoscaler} from '../facts.ts';
import {objectsAt, stringAt} from '../json.ts';

/** A VerticalPodAutoscaler (autoscaling.k8s.io/v1); undefined: it only recommends, or names no target. */
export function verticalAutoscalerOf(object: unknown): VerticalAutoscaler | undefined {
  const kind = stringAt(object, 'spec', 'targetRef', 'kind');
  const name = stringAt(object, 'spec', 'targetRef', 'name');
  const updates = stringAt(object, 'spec', 'updatePolicy', 'updateMode') !== 'Off';
  if (kind === undefined || name === undefined || !updates) return undefined;
  return {name: stringAt(object, 'metadata', 'name') ?? '', target: {kind, name}, modes: modesOf(object)};
}

function modesOf(object: unknown): Readonly<Record<string, string>> {
  const policies = objectsAt(object, 'spec', 'resourcePolicy', 'containerPolicies');
  return Object.fromEntries(
    policies.map(policy => [stringAt(policy, 'containerName') ?? '', stringAt(policy, 'mode') ?? 'Auto']),
  );
}

/** Whether it sets the requests of a container of that name. */
export function manages({modes}: VerticalAutoscaler, container: string): boolean {
  const mode = Object.hasOwn(modes, container) ? modes[container] : modes['*'];
  return mode !== 'Off';
}
