import {join} from 'node:path';
import {objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {podSpec} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import type {Admin} from '../../support/kube-client.ts';
import {nativesOf} from '../../support/natives-of.ts';
import {CONFIG} from '../install/installation.ts';

/** The line of docs/gitops.md that stops what is left when Outrigger is gone. */
const LEAVE = [
  'delete',
  'mutatingadmissionpolicybindings,mutatingadmissionpolicies',
  '--selector=outrigger.dev/compiled=pods',
];
const OVERLAY = join(CONFIG, 'pod-admission');

/** A pod that somebody might create. */
export interface PodFields {
  readonly labels?: Readonly<Record<string, string>>;
  /** `ReplicaSet/web-5c9`: its controller. */
  readonly owner?: string;
  readonly spec?: JsonObject;
}

/** What the API server makes of pods, and the pod policies that it does it by. */
export class PodStage {
  readonly #cluster: Cluster;
  readonly #admin: Admin;

  constructor(cluster: Cluster, admin: Admin) {
    this.#cluster = cluster;
    this.#admin = admin;
  }

  /** Lets the operator write pod policies. */
  async allow(): Promise<void> {
    await this.#cluster.kubectl(['apply', '--kustomize', OVERLAY]);
  }

  /** Takes everything away: the permission, and what was written with it. */
  async clear(): Promise<void> {
    await this.#cluster.kubectl(['delete', '--ignore-not-found', '--kustomize', OVERLAY]);
    await this.leave();
  }

  /** What people do who have no Outrigger any more. */
  async leave(): Promise<void> {
    await this.#cluster.kubectl(LEAVE);
  }

  /** A pod as the server would store it. @throws ApiError where it refuses it */
  async dryRun(
    namespace: string,
    {labels = {app: 'shop'}, owner, spec = podSpec()}: PodFields = {},
  ): Promise<JsonObject> {
    const [kind = '', name = ''] = owner?.split('/') ?? [];
    const apiVersion = kind === 'Job' ? 'batch/v1' : 'apps/v1';
    const ownerReferences = owner === undefined ? [] : [{apiVersion, kind, name, uid: 'a', controller: true}];
    const metadata = {name: 'tried', namespace, labels, ownerReferences};
    const pod = {apiVersion: 'v1', kind: 'Pod', metadata, spec: {automountServiceAccountToken: false, ...spec}};
    return this.#admin.rest.create(collectionPath(RESOURCES.Pod, namespace), pod, {dryRun: true});
  }

  /** Waits until pods like this one get these native sidecars; answers how one is then stored. */
  async becomes(natives: readonly string[], namespace: string, pod?: PodFields): Promise<JsonObject> {
    return eventually(`a pod in ${namespace} has the native sidecars [${natives.join()}]`, async () => {
      const created = await this.dryRun(namespace, pod);
      return nativesOf(created).join() === natives.join() && created;
    });
  }

  /** Waits until no pod policy of this name is there. */
  async isGone(name: string): Promise<void> {
    await eventually(`${name} is gone`, async () => {
      const found = [
        await this.get('MutatingAdmissionPolicyBinding', name),
        await this.get('MutatingAdmissionPolicy', name),
      ];
      return found.every(object => object === undefined);
    });
  }

  async get(
    kind: 'MutatingAdmissionPolicy' | 'MutatingAdmissionPolicyBinding',
    name: string,
  ): Promise<JsonObject | undefined> {
    try {
      return await this.#admin.rest.get(objectPath(RESOURCES[kind], {name}));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** The native sidecars of each pod that bears the label, by the pod's name. */
  async nativesByPod(namespace: string, name: string): Promise<ReadonlyMap<string, string>> {
    const pods = await this.#admin.list('Pod', namespace);
    const own = pods.filter(pod => stringAt(pod, 'metadata', 'labels', 'name') === name);
    return new Map(own.map(pod => [stringAt(pod, 'metadata', 'name') ?? '', namesOfNatives(pod)]));
  }
}

/** Objects of a list have no kind. */
function namesOfNatives(pod: JsonObject): string {
  const natives = objectsAt(pod, 'spec', 'initContainers').filter(({restartPolicy}) => restartPolicy === 'Always');
  return natives.map(({name}) => name).join();
}
