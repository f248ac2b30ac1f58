import type {PortReference} from '../facts.ts';
import {objectAt, objectsAt, stringAt} from '../json.ts';

/** The port names that a Service uses as targets; undefined: none. */
export function serviceReference(object: unknown): PortReference | undefined {
  const names = objectsAt(object, 'spec', 'ports').map(port => port['targetPort']);
  return reference('Service', object, {matchLabels: objectAt(object, 'spec', 'selector')}, names);
}

/** The port names that a NetworkPolicy lets through; undefined: none. */
export function networkPolicyReference(object: unknown): PortReference | undefined {
  const rules = [...objectsAt(object, 'spec', 'ingress'), ...objectsAt(object, 'spec', 'egress')];
  const names = rules.flatMap(rule => objectsAt(rule, 'ports')).map(port => port['port']);
  return reference('NetworkPolicy', object, objectAt(object, 'spec', 'podSelector'), names);
}

function reference(
  kind: PortReference['kind'],
  object: unknown,
  selector: PortReference['selector'],
  names: readonly unknown[],
): PortReference | undefined {
  const ports = [...new Set(names.filter(name => typeof name === 'string'))];
  return ports.length === 0 ? undefined : {kind, name: stringAt(object, 'metadata', 'name') ?? '', selector, ports};
}
