import {RESOURCES, type Resource} from '../../kube/resources.ts';

const ADMISSION = {group: 'admissionregistration.k8s.io', version: 'v1', namespaced: false} as const;
const RBAC = {group: 'rbac.authorization.k8s.io', version: 'v1', namespaced: false} as const;

export const CRD: Resource = {
  kind: 'CustomResourceDefinition',
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  namespaced: false,
};

/** What acts on requests of others, bindings and configurations first: without these, nothing acts. */
export const ACTING: readonly Resource[] = [
  {...ADMISSION, kind: 'MutatingWebhookConfiguration', plural: 'mutatingwebhookconfigurations'},
  RESOURCES.MutatingAdmissionPolicyBinding,
  RESOURCES.MutatingAdmissionPolicy,
];

/** Rights go before the fence that holds them back. */
export const RIGHTS: readonly Resource[] = [
  {...RBAC, kind: 'ClusterRoleBinding', plural: 'clusterrolebindings'},
  {...RBAC, kind: 'ClusterRole', plural: 'clusterroles'},
  {...ADMISSION, kind: 'ValidatingAdmissionPolicyBinding', plural: 'validatingadmissionpolicybindings'},
  {...ADMISSION, kind: 'ValidatingAdmissionPolicy', plural: 'validatingadmissionpolicies'},
];
