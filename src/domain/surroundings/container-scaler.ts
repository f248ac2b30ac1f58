import type {ContainerScaler, ScaleTarget} from '../facts.ts';
import {objectsAt, stringAt} from '../json.ts';

/** A HorizontalPodAutoscaler with metrics of type ContainerResource (autoscaling/v2); undefined: it has none. */
export function podAutoscalerOf(object: unknown): ContainerScaler | undefined {
  const metrics = objectsAt(object, 'spec', 'metrics').filter(metric => metric['type'] === 'ContainerResource');
  const containers = metrics.flatMap(metric => stringAt(metric, 'containerResource', 'container') ?? []);
  return scaler('HorizontalPodAutoscaler', object, containers);
}

/** A KEDA ScaledObject whose cpu or memory triggers name a container; undefined: none does. */
export function scaledObjectOf(object: unknown): ContainerScaler | undefined {
  const containers = objectsAt(object, 'spec', 'triggers').flatMap(
    trigger => stringAt(trigger, 'metadata', 'containerName') ?? [],
  );
  return scaler('ScaledObject', object, containers);
}

function scaler(
  kind: ContainerScaler['kind'],
  object: unknown,
  containers: readonly string[],
): ContainerScaler | undefined {
  if (containers.length === 0) return undefined;
  const name = stringAt(object, 'metadata', 'name') ?? '';
  return {kind, name, target: scaleTarget(object), containers: [...new Set(containers)]};
}

/** A ScaledObject may leave the kind out, and means a Deployment then. */
function scaleTarget(object: unknown): ScaleTarget {
  return {
    kind: stringAt(object, 'spec', 'scaleTargetRef', 'kind') ?? 'Deployment',
    name: stringAt(object, 'spec', 'scaleTargetRef', 'name') ?? '',
  };
}
