import type {JsonObject} from '../../../src/domain/json.ts';
import {stringAt, valueAt} from '../../../src/domain/json.ts';
import {mutatingPolicy, mutatingPolicyBinding} from '../../../src/admission/cel/mutating-policy.ts';
import {collectionPath, objectPath, RESOURCES, type Resource} from '../../../src/kube/resources.ts';
import {eventually} from '../../support/eventually.ts';
import type {Admin} from '../../support/kube-client.ts';

const POLICIES = resource('MutatingAdmissionPolicy', 'mutatingadmissionpolicies');
const BINDINGS = resource('MutatingAdmissionPolicyBinding', 'mutatingadmissionpolicybindings');

export interface PolicyAndBinding {
  readonly policy: JsonObject;
  readonly binding: JsonObject;
}

/** Mutating admission policies of one test, and the namespace in which it is seen when they are in force. */
export class AdmissionPolicies {
  readonly #admin: Admin;
  readonly #canary: string;
  readonly #names: string[] = [];
  #turns = 0;

  /** @param canary a name for the namespace and the policies of its own that the test needs */
  constructor(admin: Admin, canary: string) {
    this.#admin = admin;
    this.#canary = canary;
  }

  async open(): Promise<void> {
    await this.#admin.create('Namespace', undefined, {metadata: {name: this.#canary}});
  }

  /** Creates them; resolves when the API server goes by them. */
  async apply(all: readonly PolicyAndBinding[]): Promise<void> {
    for (const each of all) await this.#create(each);
    const turn = `${this.#canary}.${++this.#turns}`;
    await this.#create(canary(turn, this.#canary));
    // The server reads policies and bindings in the order in which they were written.
    await eventually('the admission policies are in force', async () => {
      const pod = await this.dryRun(this.#canary, {metadata: {name: 'canary'}, spec: {containers: [APP]}});
      return stringAt(pod, 'metadata', 'annotations', turn) !== undefined;
    });
  }

  /** The pod as the server would store it. @throws ApiError where it refuses it */
  async dryRun(namespace: string, pod: JsonObject): Promise<JsonObject> {
    const metadata = {...(valueAt(pod, 'metadata') as JsonObject), namespace};
    const object = {...pod, apiVersion: 'v1', kind: 'Pod', metadata};
    return this.#admin.rest.create(collectionPath(RESOURCES.Pod, namespace), object, {dryRun: true});
  }

  async remove(name: string): Promise<void> {
    await this.#admin.rest.delete(objectPath(BINDINGS, {name}), {});
    await this.#admin.rest.delete(objectPath(POLICIES, {name}), {});
    this.#names.splice(this.#names.indexOf(name), 1);
  }

  async close(): Promise<void> {
    for (const name of this.#names.toReversed()) await this.remove(name);
    await this.#admin.delete('Namespace', undefined, this.#canary);
  }

  async #create({policy, binding}: PolicyAndBinding): Promise<void> {
    await this.#admin.rest.create(collectionPath(POLICIES), policy);
    this.#names.push(stringAt(policy, 'metadata', 'name') ?? '');
    await this.#admin.rest.create(collectionPath(BINDINGS), binding);
  }
}

const APP = {name: 'app', image: 'registry.example/app:1.0'};

/** Annotates every pod of the namespace. */
function canary(name: string, namespace: string): PolicyAndBinding {
  const metadata = {name, labels: {}, annotations: {}};
  return {
    policy: mutatingPolicy({
      metadata,
      match: {resourceRules: [{apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods']}]},
      reinvocation: 'Never',
      conditions: [],
      variables: [],
      // Others of an earlier turn have annotated it, or have not: they run in no promised order.
      patch: `(has(object.metadata.annotations) ? [] : [JSONPatch{op: 'add', path: '/metadata/annotations', value: {}}]) +
[JSONPatch{op: 'add', path: '/metadata/annotations/${name}', value: 'seen'}]`,
    }),
    binding: mutatingPolicyBinding(metadata, {
      namespaceSelector: {matchLabels: {'kubernetes.io/metadata.name': namespace}},
    }),
  };
}

function resource(kind: string, plural: string): Resource {
  return {kind, group: 'admissionregistration.k8s.io', version: 'v1', plural, namespaced: false};
}
