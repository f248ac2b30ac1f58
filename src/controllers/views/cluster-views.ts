import type {NodeFacts, PortReference} from '../../domain/facts.ts';
import {objectAt, objectsAt, stringAt, stringMapAt, valueAt} from '../../domain/json.ts';

/** A namespace as governance and the skip label need it. */
export interface NamespaceView {
  readonly name: string;
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly terminating: boolean;
}

export function namespaceView(object: unknown): NamespaceView {
  return {
    name: stringAt(object, 'metadata', 'name') ?? '',
    resourceVersion: versionOf(object),
    labels: stringMapAt(object, 'metadata', 'labels'),
    terminating: valueAt(object, 'metadata', 'deletionTimestamp') !== undefined,
  };
}

export interface NodeView extends NodeFacts {
  readonly resourceVersion: string;
  /** Present: it is not ready. */
  readonly unwell?: true;
}

/** One that is gone is not. */
export function isWell(node: NodeView | undefined): boolean {
  return node !== undefined && node.unwell === undefined;
}

export function nodeView(object: unknown): NodeView {
  return {
    name: stringAt(object, 'metadata', 'name') ?? '',
    resourceVersion: versionOf(object),
    kubeletVersion: stringAt(object, 'status', 'nodeInfo', 'kubeletVersion') ?? '',
    labels: stringMapAt(object, 'metadata', 'labels'),
    taints: objectsAt(object, 'spec', 'taints'),
    ...(looksUnwell(object) ? {unwell: true} : {}),
  };
}

/** Shutting down, lost, or not heard of yet. */
function looksUnwell(object: unknown): boolean {
  const conditions = objectsAt(object, 'status', 'conditions');
  return !conditions.some(({type, status}) => type === 'Ready' && status === 'True');
}

export interface PortView extends PortReference {
  readonly namespace: string;
  readonly resourceVersion: string;
}

/** Undefined: it names no port, so it is not kept. */
export function serviceView(object: unknown): PortView | undefined {
  const names = objectsAt(object, 'spec', 'ports').map(port => port['targetPort']);
  return portView('Service', object, {matchLabels: objectAt(object, 'spec', 'selector')}, names);
}

/** Undefined: it names no port, so it is not kept. */
export function networkPolicyView(object: unknown): PortView | undefined {
  const rules = [...objectsAt(object, 'spec', 'ingress'), ...objectsAt(object, 'spec', 'egress')];
  const names = rules.flatMap(rule => objectsAt(rule, 'ports')).map(port => port['port']);
  return portView('NetworkPolicy', object, objectAt(object, 'spec', 'podSelector'), names);
}

function portView(
  kind: PortReference['kind'],
  object: unknown,
  selector: PortReference['selector'],
  names: readonly unknown[],
): PortView | undefined {
  const ports = [...new Set(names.filter(name => typeof name === 'string'))];
  if (ports.length === 0) return undefined;
  return {
    kind,
    namespace: stringAt(object, 'metadata', 'namespace') ?? '',
    name: stringAt(object, 'metadata', 'name') ?? '',
    resourceVersion: versionOf(object),
    selector,
    ports,
  };
}

function versionOf(object: unknown): string {
  return stringAt(object, 'metadata', 'resourceVersion') ?? '';
}
