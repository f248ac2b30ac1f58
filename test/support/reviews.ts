import type {WebhookWorld} from '../../src/admission/webhook/world.ts';
import {NO_FACTS, type Facts} from '../../src/domain/facts.ts';
import {objectAt, stringAt, type JsonObject} from '../../src/domain/json.ts';
import type {Policy} from '../../src/domain/policy.ts';
import type {Workload} from '../../src/domain/workload.ts';

/** An AdmissionReview as the API server sends it. */
export interface Reviewed {
  readonly operation: 'CREATE' | 'UPDATE';
  readonly object: JsonObject;
  readonly oldObject?: JsonObject;
  readonly namespace?: string;
  readonly manager?: string;
  readonly uid?: string;
}

export function review(reviewed: Reviewed): JsonObject {
  const {operation, object, oldObject, namespace = 'shop', manager, uid = 'uid-1'} = reviewed;
  const apiVersion = stringAt(object, 'apiVersion') ?? 'v1';
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid,
      kind: {group, version, kind: stringAt(object, 'kind') ?? 'Pod'},
      resource: {group, version, resource: 'any'},
      name: stringAt(object, 'metadata', 'name') ?? '',
      namespace,
      operation,
      userInfo: {username: 'admin'},
      object,
      oldObject: oldObject ?? null,
      dryRun: false,
      options: {kind: 'Options', ...(manager !== undefined && {fieldManager: manager})},
    },
  };
}

/** A world that is the same in every namespace; `workloads` by key. */
export function worldOf(
  policies: readonly Policy[],
  {
    facts = NO_FACTS,
    workloads = {},
  }: {readonly facts?: Facts; readonly workloads?: Readonly<Record<string, Workload>>} = {},
): WebhookWorld {
  return {policiesOf: () => policies, factsOf: () => facts, workloadOf: key => workloads[key]};
}

/** A pod, with the fields that every object has. */
export function asPod(pod: JsonObject): JsonObject {
  return {...pod, apiVersion: 'v1', kind: 'Pod', metadata: {name: 'shop', ...objectAt(pod, 'metadata')}};
}
