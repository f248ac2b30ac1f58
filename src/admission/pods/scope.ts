import {SKIP_LABEL} from '../../api/constants.ts';
import type {JsonObject} from '../../domain/json.ts';
import {NAMESPACE_NAME_LABEL} from '../../domain/target.ts';
import type {PodPolicyScope} from './unit.ts';

const NOT_SKIPPED = {key: SKIP_LABEL, operator: 'NotIn', values: ['true']};

/**
 * Pods that are being created, but for those that the label leaves out; it is taken away from pods as by people. With
 * every default written out, so that what is stored can be compared.
 */
export const POD_MATCH: JsonObject = {
  resourceRules: [{apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: '*'}],
  namespaceSelector: {},
  objectSelector: {matchExpressions: [NOT_SKIPPED]},
};

/** The namespaces of a scope, without those that the label leaves out; likewise with every default. */
export function matchResources(scope: PodPolicyScope): JsonObject {
  const names =
    scope.type === 'Namespace'
      ? [{key: NAMESPACE_NAME_LABEL, operator: 'In', values: [scope.namespace]}]
      : scope.except.length > 0
        ? [{key: NAMESPACE_NAME_LABEL, operator: 'NotIn', values: [...scope.except].sort()}]
        : [];
  return {
    matchPolicy: 'Equivalent',
    namespaceSelector: {matchExpressions: [...names, NOT_SKIPPED]},
    objectSelector: {},
  };
}
