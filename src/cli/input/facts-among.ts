import type {Facts, PortReference, ServerVersion} from '../../domain/facts.ts';
import {objectAt, objectsAt, stringAt, stringMapAt, type JsonObject} from '../../domain/json.ts';

/**
 * What the objects of the input say about one namespace. A manifest can be changed where it is kept, so whatever stands
 * in the way of changing a stored object (an immutable template, a tool that applies it again) does not count here.
 */
export function factsAmong(objects: readonly JsonObject[], namespace: string, server?: ServerVersion): Facts {
  const inNamespace = objects.filter(object => stringAt(object, 'metadata', 'namespace') === namespace);
  const own = objects.find(({kind, metadata}) => kind === 'Namespace' && objectAt(metadata)['name'] === namespace);
  return {
    ...(server === undefined ? {} : {server}),
    portReferences: inNamespace.flatMap(portReference),
    namespaceLabels: stringMapAt(own, 'metadata', 'labels'),
    admission: {pods: true, templates: true},
  };
}

function portReference(object: JsonObject): readonly PortReference[] {
  const name = stringAt(object, 'metadata', 'name') ?? '';
  if (object['kind'] === 'Service') {
    const selector = {matchLabels: objectAt(object, 'spec', 'selector')};
    return [{kind: 'Service', name, selector, ports: names(objectsAt(object, 'spec', 'ports'), 'targetPort')}];
  }
  if (object['kind'] !== 'NetworkPolicy') return [];
  const rules = [...objectsAt(object, 'spec', 'ingress'), ...objectsAt(object, 'spec', 'egress')];
  const ports = names(
    rules.flatMap(rule => objectsAt(rule, 'ports')),
    'port',
  );
  return [{kind: 'NetworkPolicy', name, selector: objectAt(object, 'spec', 'podSelector'), ports}];
}

function names(entries: readonly JsonObject[], field: string): readonly string[] {
  return [...new Set(entries.map(entry => entry[field]).filter(name => typeof name === 'string'))];
}
