import {keepBinding, keepPolicy} from '../../../src/admission/keep/keep-policy.ts';
import {RECORD_ANNOTATION} from '../../../src/api/constants.ts';
import {objectAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import {loadSession} from '../../../src/kube/load-session.ts';
import {withQuery} from '../../../src/kube/query.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import type {Session} from '../../../src/kube/session.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {deployment, native, podSpec, container} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {Admin} from '../../support/kube-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';

const POLICY = RESOURCES.MutatingAdmissionPolicy;
const BINDING = RESOURCES.MutatingAdmissionPolicyBinding;

export interface PutOptions {
  readonly fieldManager: string;
  readonly dryRun?: boolean;
}

/**
 * A namespace in which the keep policy is in force, under a name of its own: other tests do not
 * see it. Errors of its expressions refuse the request here, so that they are seen.
 */
export class KeepScene {
  readonly cluster: Cluster;
  readonly admin: Admin;
  readonly namespace: string;
  readonly #session: Session;

  private constructor(cluster: Cluster, namespace: string) {
    this.cluster = cluster;
    this.admin = new Admin(cluster);
    this.namespace = namespace;
    this.#session = loadSession({kubeconfig: cluster.kubeconfig});
  }

  /** @param cluster default: the shared one */
  static async open(namespace: string, cluster?: Cluster): Promise<KeepScene> {
    const scene = new KeepScene(cluster ?? (await sharedCluster()), namespace);
    await scene.admin.create('Namespace', undefined, {metadata: {name: namespace}});
    const policy = keepPolicy();
    const name = `keep-${namespace}`;
    await scene.#store(POLICY, {
      ...policy,
      metadata: {name},
      spec: {...objectAt(policy, 'spec'), failurePolicy: 'Fail'},
    });
    const namespaceSelector = {matchLabels: {'kubernetes.io/metadata.name': namespace}};
    const spec = {policyName: name, matchResources: {namespaceSelector}};
    await scene.#store(BINDING, {...keepBinding(), metadata: {name}, spec});
    await scene.#inForce();
    return scene;
  }

  async close(): Promise<void> {
    const name = `keep-${this.namespace}`;
    await this.admin.rest.delete(objectPath(BINDING, {name}));
    await this.admin.rest.delete(objectPath(POLICY, {name}));
    await this.admin.delete('Namespace', undefined, this.namespace);
    await this.admin.close();
    await this.#session.close();
  }

  /** A whole object in place of the stored one. @throws ApiError */
  async put(path: string, object: JsonObject, {fieldManager, dryRun = false}: PutOptions): Promise<JsonObject> {
    const {statusCode, body} = await this.#session.request({
      method: 'PUT',
      path: withQuery(path, {fieldManager, dryRun: dryRun ? 'All' : undefined}),
      headers: {'content-type': 'application/json'},
      body: JSON.stringify(object),
      headersTimeout: 30_000,
      bodyTimeout: 30_000,
    });
    const answer = (await body.json()) as JsonObject;
    if (statusCode >= 400) throw new ApiError(statusCode, answer);
    return answer;
  }

  async #store(resource: typeof POLICY | typeof BINDING, object: JsonObject): Promise<void> {
    await this.admin.rest.create(collectionPath(resource), object);
  }

  /** Policies come into force within a second or two. */
  async #inForce(): Promise<void> {
    const spec = podSpec([container('app')], {initContainers: [native('log')]});
    const metadata = {name: 'in-force', namespace: this.namespace, annotations: {[RECORD_ANNOTATION]: RECORD}};
    const stored = await this.admin.create(
      'Deployment',
      this.namespace,
      deployment(spec, {metadata, spec: {replicas: 0}}),
    );
    const path = objectPath(RESOURCES.Deployment, {namespace: this.namespace, name: 'in-force'});
    const change = {metadata: {annotations: {[RECORD_ANNOTATION]: null}}};
    await eventually('the keep policy is in force', async () => {
      const answer = await this.admin.rest.mergePatch(path, change, {dryRun: true, fieldManager: 'test'});
      return valueAt(answer, 'metadata', 'annotations', RECORD_ANNOTATION) === RECORD;
    });
    await this.admin.delete('Deployment', this.namespace, String(valueAt(stored, 'metadata', 'name')));
  }
}

const RECORD = '[{"n":"log","i":1}]';
