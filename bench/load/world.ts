import {objectAt, stringAt, type JsonObject} from '../../src/domain/json.ts';
import {objectPath, RESOURCES} from '../../src/kube/resources.ts';
import type {Admin} from '../../test/support/kube-client.ts';
import {type Bench} from '../bench.ts';
import {podSpec, SIDECAR} from './deployment.ts';
import {Deployments} from './deployments.ts';
import {inParallel} from '../../test/support/in-parallel.ts';
import {podStatus, type PodState} from './pod-status.ts';
import {benchPolicy} from './policy.ts';

/** How much there is in each namespace. */
export interface WorldSize {
  readonly namespaces: number;
  readonly deployments: number;
  /** Each with one Job. */
  readonly cronJobs: number;
  readonly podsPerJob: number;
}

const AT_ONCE = 4;
const POLICY = {jobs: {mode: 'Enforce', backlog: 'Enforce'}};

/** A busy cluster without its controllers: what they and the kubelets would write is written here. */
export class World {
  readonly #bench: Bench;
  readonly #admin: Admin;
  readonly #size: WorldSize;

  constructor(bench: Bench, admin: Admin, size: WorldSize) {
    this.#bench = bench;
    this.#admin = admin;
    this.#size = size;
  }

  get namespaces(): readonly string[] {
    return Array.from({length: this.#size.namespaces}, (_, index) => `team-${index}`);
  }

  /** One policy a namespace; in each one pod is stuck. */
  async create(): Promise<void> {
    let made = 0;
    await inParallel(this.namespaces, AT_ONCE, async namespace => {
      await this.#createNamespace(namespace);
      if (++made % 10 === 0) this.#bench.progress(`${made} of ${this.#size.namespaces} namespaces are filled`);
    });
  }

  async #createNamespace(namespace: string): Promise<void> {
    const {deployments, cronJobs} = this.#size;
    const all = new Deployments(this.#bench, this.#admin.rest, namespace);
    await all.open();
    const account = {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'storefront'}};
    await this.#admin.rest.create(`/api/v1/namespaces/${namespace}/serviceaccounts`, account);
    await all.fill(deployments, 'None');
    await inParallel(Array(cronJobs).keys(), AT_ONCE, async index => this.#createCronJob(namespace, index));
    await this.#admin.create('SidecarPolicy', namespace, benchPolicy(namespace, POLICY));
  }

  async #createCronJob(namespace: string, index: number): Promise<void> {
    this.#bench.signal.throwIfAborted();
    const name = `report-${index}`;
    const spec = {template: {metadata: {labels: {app: name}}, spec: {...podSpec(name), restartPolicy: 'Never'}}};
    const cronJob = await this.#admin.create('CronJob', namespace, {
      metadata: {name},
      spec: {schedule: '0 3 * * *', jobTemplate: {spec}},
    });
    const {podsPerJob: pods} = this.#size;
    const job = await this.#admin.create('Job', namespace, {
      metadata: {name: `${name}-29387`, ownerReferences: [ownerOf('batch/v1', 'CronJob', cronJob)]},
      spec: {...spec, completions: pods, parallelism: pods, backoffLimit: pods},
    });
    for (let pod = 0; pod < pods; pod++) await this.#createPod(job, stateOf(index, pod), pod);
  }

  async #createPod(job: JsonObject, state: PodState, index: number): Promise<void> {
    const namespace = stringAt(job, 'metadata', 'namespace') ?? '';
    const name = `${stringAt(job, 'metadata', 'name') ?? ''}-${index}`;
    const {metadata, spec} = objectAt(job, 'spec', 'template');
    await this.#admin.create('Pod', namespace, {
      metadata: {...objectAt(metadata), name, ownerReferences: [ownerOf('batch/v1', 'Job', job)]},
      spec: objectAt(spec),
    });
    const path = objectPath(RESOURCES.Pod, {namespace, name}, 'status');
    await this.#admin.rest.mergePatch(path, {status: podStatus(state, ['app', SIDECAR])}, {fieldManager: 'kubelet'});
  }
}

/** Most have finished, some run; the last one of the first Job of a namespace is stuck. */
function stateOf(cronJob: number, pod: number): PodState {
  if (cronJob === 0 && pod === 0) return 'Stuck';
  return pod % 4 === 0 ? 'Running' : 'Finished';
}

function ownerOf(apiVersion: string, kind: string, object: JsonObject): JsonObject {
  const {name, uid} = objectAt(object, 'metadata');
  return {apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true};
}
