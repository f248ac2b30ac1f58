import {NO_FACTS, type Facts, type NodeFacts, type PortReference} from './facts.ts';
import {objectAt, stringAt, stringMapAt, type JsonObject} from './json.ts';
import {blindPolicyOf} from './surroundings/blind-policy.ts';
import {containerAlertsOf} from './surroundings/container-alerts.ts';
import {podAutoscalerOf, scaledObjectOf} from './surroundings/container-scaler.ts';
import {disruptionBudgetOf} from './surroundings/disruption-budget.ts';
import {nodeFactsOf} from './surroundings/node-facts.ts';
import {networkPolicyReference, serviceReference} from './surroundings/port-reference.ts';
import {verticalAutoscalerOf} from './surroundings/vertical-autoscaler.ts';

/**
 * What plain objects say about their surroundings, for workloads of one namespace. Lists are to be taken apart before.
 * An object without a namespace may be in any, so it counts; with an empty `namespace` all do. No version of the API
 * server and no admission is in objects; nodes are known where there is a Node.
 */
export function factsFrom(objects: readonly JsonObject[], namespace: string): Facts {
  const byKind = Map.groupBy(objects, object => stringAt(object, 'kind') ?? '');
  const anywhere = (kind: string): readonly JsonObject[] => byKind.get(kind) ?? [];
  const nearby = (kind: string): readonly JsonObject[] => anywhere(kind).filter(object => isNear(object, namespace));
  return {
    ...NO_FACTS,
    ...nodesFrom(anywhere('Node')),
    portReferences: portsFrom(nearby('Service'), nearby('NetworkPolicy')),
    ...namespaceFrom(anywhere('Namespace'), namespace),
    containerScalers: [
      ...nearby('HorizontalPodAutoscaler').flatMap(object => podAutoscalerOf(object) ?? []),
      ...nearby('ScaledObject').flatMap(object => scaledObjectOf(object) ?? []),
    ],
    verticalAutoscalers: nearby('VerticalPodAutoscaler').flatMap(object => verticalAutoscalerOf(object) ?? []),
    // Rules are kept where Prometheus is, not where they look.
    containerAlerts: anywhere('PrometheusRule').flatMap(object => containerAlertsOf(object, namespace)),
    blindPolicies: objects.filter(object => isNear(object, namespace)).flatMap(object => blindPolicyOf(object) ?? []),
    disruptionBudgets: nearby('PodDisruptionBudget').map(disruptionBudgetOf),
    configMaps: new Map(
      nearby('ConfigMap').map(object => [stringAt(object, 'metadata', 'name') ?? '', objectAt(object, 'data')]),
    ),
  };
}

function isNear(object: JsonObject, namespace: string): boolean {
  const own = stringAt(object, 'metadata', 'namespace') ?? '';
  return own === '' || namespace === '' || own === namespace;
}

function nodesFrom(nodes: readonly JsonObject[]): {readonly nodes?: readonly NodeFacts[]} {
  return nodes.length === 0 ? {} : {nodes: nodes.map(nodeFactsOf)};
}

function portsFrom(services: readonly JsonObject[], policies: readonly JsonObject[]): readonly PortReference[] {
  return [
    ...services.flatMap(object => serviceReference(object) ?? []),
    ...policies.flatMap(object => networkPolicyReference(object) ?? []),
  ];
}

function namespaceFrom(
  namespaces: readonly JsonObject[],
  name: string,
): Pick<Facts, 'namespaceLabels' | 'namespaceAnnotations'> {
  const found = namespaces.find(object => stringAt(object, 'metadata', 'name') === name);
  const annotations = stringMapAt(found, 'metadata', 'annotations');
  return {
    namespaceLabels: stringMapAt(found, 'metadata', 'labels'),
    ...(Object.keys(annotations).length > 0 && {namespaceAnnotations: annotations}),
  };
}
