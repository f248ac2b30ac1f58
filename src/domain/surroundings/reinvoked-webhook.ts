import {objectsAt, stringAt, stringMapAt, stringsAt, type JsonObject} from '../json.ts';
import {matchesSelector} from '../labels.ts';

/**
 * A mutating webhook that the API server asks a second time about a pod that was changed after it
 * (`reinvocationPolicy: IfNeeded`). If it adds sidecars and knows them by their place in `containers` alone, it would
 * add one again that has become native since, and the pod would be refused: its names must be unique.
 */
export interface ReinvokedWebhook {
  /** `configuration/webhook`. */
  readonly name: string;
  /** A LabelSelector, raw; `{}`: every namespace. */
  readonly namespaceSelector: JsonObject;
}

/**
 * Those of a MutatingWebhookConfiguration that are about pods which are being created; raw JSON. What they do is not
 * known, and neither selectors of pods nor conditions are looked at: rather one too many. Outrigger's own is none.
 */
export function reinvokedWebhooksOf(configuration: JsonObject): readonly ReinvokedWebhook[] {
  if (stringMapAt(configuration, 'metadata', 'labels')['app.kubernetes.io/name'] === 'outrigger') return [];
  const name = stringAt(configuration, 'metadata', 'name') ?? '';
  return objectsAt(configuration, 'webhooks')
    .filter(webhook => webhook['reinvocationPolicy'] === 'IfNeeded' && objectsAt(webhook, 'rules').some(isAboutNewPods))
    .map(webhook => ({
      name: `${name}/${stringAt(webhook, 'name') ?? ''}`,
      namespaceSelector: (webhook['namespaceSelector'] ?? {}) as JsonObject,
    }));
}

/** Whether it is asked about pods of a namespace with these labels. */
export function reachesNamespace(
  {namespaceSelector}: ReinvokedWebhook,
  labels: Readonly<Record<string, string>>,
): boolean {
  return matchesSelector(namespaceSelector, labels);
}

/** Subresources (`pods/binding`, `*` with a slash) are not meant. */
function isAboutNewPods(rule: JsonObject): boolean {
  const has = (field: string, ...wanted: readonly string[]): boolean =>
    stringsAt(rule, field).some(value => wanted.includes(value));
  return (
    has('operations', 'CREATE', '*') &&
    has('apiGroups', '', '*') &&
    has('apiVersions', 'v1', '*') &&
    has('resources', 'pods', '*', '*/*')
  );
}
