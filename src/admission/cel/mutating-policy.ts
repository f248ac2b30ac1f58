import type {JsonObject} from '../../domain/json.ts';
import type {Variable} from './variable.ts';

const API_VERSION = 'admissionregistration.k8s.io/v1';

/** What of a MutatingAdmissionPolicy and its binding a person sees first. */
export interface PolicyMetadata {
  /** Of both: a binding is named after its policy. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface MutatingPolicy {
  readonly metadata: PolicyMetadata;
  /** `spec.matchConstraints`: resourceRules and selectors. */
  readonly match: JsonObject;
  readonly reinvocation: 'Never' | 'IfNeeded';
  readonly conditions: readonly Variable[];
  readonly variables: readonly Variable[];
  /** CEL that answers the JSON Patch: a list of `JSONPatch{…}`. */
  readonly patch: string;
}

/**
 * A MutatingAdmissionPolicy with one mutation, since several are not undone together when one fails. It ignores its own
 * failures: an object that it cannot handle is left as it is, and nobody is kept from deploying.
 */
export function mutatingPolicy({
  metadata,
  match,
  reinvocation,
  conditions,
  variables,
  patch,
}: MutatingPolicy): JsonObject {
  return {
    apiVersion: API_VERSION,
    kind: 'MutatingAdmissionPolicy',
    metadata,
    spec: {
      failurePolicy: 'Ignore',
      reinvocationPolicy: reinvocation,
      matchConstraints: {matchPolicy: 'Equivalent', ...match},
      ...(conditions.length > 0 && {matchConditions: conditions}),
      ...(variables.length > 0 && {variables}),
      mutations: [{patchType: 'JSONPatch', jsonPatch: {expression: patch}}],
    },
  };
}

/** @param matchResources narrows what the policy matches, such as `{namespaceSelector: …}`; `{}`: all of it */
export function mutatingPolicyBinding(metadata: PolicyMetadata, matchResources: JsonObject): JsonObject {
  return {
    apiVersion: API_VERSION,
    kind: 'MutatingAdmissionPolicyBinding',
    metadata,
    spec: {
      policyName: metadata.name,
      ...(Object.keys(matchResources).length > 0 && {matchResources}),
    },
  };
}
