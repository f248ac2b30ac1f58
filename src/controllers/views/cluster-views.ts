import type {NodeFacts, PortReference} from '../../domain/facts.ts';
import {NAMESPACE_ANNOTATIONS} from '../../domain/catalog/injectors.ts';
import {stringAt, stringMapAt, valueAt} from '../../domain/json.ts';
import {pauseNote} from '../../domain/pause.ts';
import {nodeFactsOf} from '../../domain/surroundings/node-facts.ts';
import {isNodeReady} from '../../domain/surroundings/node-ready.ts';
import {networkPolicyReference, serviceReference} from '../../domain/surroundings/port-reference.ts';

/** A namespace as governance and the skip label need it. */
export interface NamespaceView {
  readonly name: string;
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Those by which injectors go; absent: there is none. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** What the pause annotation says; absent: there is none. */
  readonly paused?: string;
  readonly terminating: boolean;
}

export function namespaceView(object: unknown): NamespaceView {
  const annotations = Object.entries(stringMapAt(object, 'metadata', 'annotations')).filter(([key]) =>
    NAMESPACE_ANNOTATIONS.has(key),
  );
  const paused = pauseNote(object);
  return {
    name: stringAt(object, 'metadata', 'name') ?? '',
    resourceVersion: versionOf(object),
    labels: stringMapAt(object, 'metadata', 'labels'),
    ...(annotations.length === 0 ? {} : {annotations: Object.fromEntries(annotations)}),
    ...(paused === undefined ? {} : {paused}),
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
    ...nodeFactsOf(object),
    resourceVersion: versionOf(object),
    ...(isNodeReady(object) ? {} : {unwell: true}),
  };
}

export interface PortView extends PortReference {
  readonly namespace: string;
  readonly resourceVersion: string;
}

/** Undefined: it names no port, so it is not kept. */
export function serviceView(object: unknown): PortView | undefined {
  return portView(serviceReference(object), object);
}

/** Undefined: it names no port, so it is not kept. */
export function networkPolicyView(object: unknown): PortView | undefined {
  return portView(networkPolicyReference(object), object);
}

function portView(reference: PortReference | undefined, object: unknown): PortView | undefined {
  if (reference === undefined) return undefined;
  return {
    ...reference,
    namespace: stringAt(object, 'metadata', 'namespace') ?? '',
    resourceVersion: versionOf(object),
  };
}

function versionOf(object: unknown): string {
  return stringAt(object, 'metadata', 'resourceVersion') ?? '';
}
