import {FIELD_MANAGER, OPERATOR_NAMESPACE, RECORD_ANNOTATION, SKIP_LABEL} from '../../api/constants.ts';
import type {JsonObject} from '../../domain/json.ts';
import {NAMESPACE_NAME_LABEL} from '../../domain/target.ts';
import {WEBHOOK_PATH} from './path.ts';
import {PROBE_NAME} from './probe.ts';

/**
 * Name of the MutatingWebhookConfiguration. The API server asks webhooks in the order of these names, so that this one
 * sees what injectors have added; what changes a pod later makes it ask again (`IfNeeded`).
 */
export const WEBHOOK_CONFIGURATION = 'zz-outrigger';

/** Of the Service, and of the Secret with the certificate. */
export const WEBHOOK_SERVICE = 'outrigger-webhook';

export const POD_WEBHOOK = 'pods.outrigger.dev';
export const TEMPLATE_WEBHOOK = 'templates.outrigger.dev';
export const PROBE_WEBHOOK = 'probe.outrigger.dev';

/** Where a webhook does not look: what everything else needs to start must not wait for it. */
const LEFT_ALONE = ['kube-node-lease', 'kube-public', 'kube-system', OPERATOR_NAMESPACE];

/**
 * The configuration as it is installed. Outrigger adds what only a running one knows: the authority (`caBundle`), and of
 * which pods it wants to hear at all (`podCandidates`). Everything is left as it is when nobody answers.
 */
export function webhookConfiguration(): JsonObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {
      name: WEBHOOK_CONFIGURATION,
      labels: {'app.kubernetes.io/name': 'outrigger', 'app.kubernetes.io/component': 'admission'},
    },
    webhooks: [podWebhook(), templateWebhook(), probeWebhook()],
  };
}

function podWebhook(): JsonObject {
  const notSkipped = {key: SKIP_LABEL, operator: 'NotIn', values: ['true']};
  const others = {key: NAMESPACE_NAME_LABEL, operator: 'NotIn', values: LEFT_ALONE};
  return webhook(POD_WEBHOOK, {
    rules: [ruleOf('CREATE', '', ['pods'])],
    namespaceSelector: {matchExpressions: [others, notSkipped]},
    objectSelector: {matchExpressions: [notSkipped]},
    reinvocationPolicy: 'IfNeeded',
  });
}

function templateWebhook(): JsonObject {
  return webhook(TEMPLATE_WEBHOOK, {
    rules: [
      ruleOf('UPDATE', 'apps', ['deployments', 'statefulsets', 'daemonsets']),
      ruleOf('UPDATE', 'batch', ['cronjobs']),
    ],
    // A second run would read the stored record again, and undo the entries that the first has written.
    reinvocationPolicy: 'Never',
    matchConditions: [
      {
        name: 'is-converted',
        expression: `has(oldObject.metadata.annotations) && '${RECORD_ANNOTATION}' in oldObject.metadata.annotations`,
      },
      {
        name: 'is-not-outrigger',
        expression: `!has(request.options.fieldManager) || request.options.fieldManager != '${FIELD_MANAGER}'`,
      },
    ],
  });
}

/** By which Outrigger sees that the API server reaches it (`probe.ts`). */
function probeWebhook(): JsonObject {
  return webhook(PROBE_WEBHOOK, {
    rules: [ruleOf('CREATE', 'coordination.k8s.io', ['leases'])],
    namespaceSelector: {matchLabels: {[NAMESPACE_NAME_LABEL]: OPERATOR_NAMESPACE}},
    reinvocationPolicy: 'Never',
    matchConditions: [
      {
        name: 'is-probe',
        expression: `has(request.dryRun) && request.dryRun && has(object.metadata.name) && object.metadata.name == '${PROBE_NAME}'`,
      },
    ],
  });
}

/** With every default written out, so that what is stored can be compared. */
function webhook(name: string, fields: JsonObject): JsonObject {
  return {
    name,
    admissionReviewVersions: ['v1'],
    clientConfig: {service: {namespace: OPERATOR_NAMESPACE, name: WEBHOOK_SERVICE, path: WEBHOOK_PATH, port: 443}},
    failurePolicy: 'Ignore',
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
    sideEffects: 'None',
    timeoutSeconds: 2,
    ...fields,
  };
}

function ruleOf(operation: string, group: string, resources: readonly string[]): JsonObject {
  return {apiGroups: [group], apiVersions: ['v1'], operations: [operation], resources, scope: '*'};
}
