import {objectsAt, stringAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {isNotFound} from '../../../src/kube/api-error.ts';
import {objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {container} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import {Admin} from '../../support/kube-client.ts';
import {TappedOperator, type TappedOptions} from './tapped-operator.ts';

/** What a container's status says: it runs, has ended with this code, waits, or is not reported. */
export type State = 'running' | 'creating' | 'crashLoop' | 'unreported' | number;

export interface JobOptions {
  readonly restartPolicy?: 'Never' | 'OnFailure';
  /** Names of the containers; default: app and log. */
  readonly containers?: readonly string[];
  readonly spec?: JsonObject;
  /** Labels of the pod template. */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Jobs in a namespace of their own. The Job controller is real and makes the pods; there is no kubelet, so what pods
 * report is what the test writes.
 */
export class JobScene {
  readonly admin: Admin;
  readonly namespace: string;
  readonly #kubeconfig: string;
  readonly #operators: TappedOperator[] = [];

  private constructor(cluster: Cluster, namespace: string, kubeconfig: string) {
    this.admin = new Admin(cluster);
    this.namespace = namespace;
    this.#kubeconfig = kubeconfig;
  }

  static async open(cluster: Cluster, namespace: string): Promise<JobScene> {
    const scene = await JobScene.in(cluster, namespace);
    await scene.admin.create('Namespace', undefined, {metadata: {name: namespace}});
    return scene;
  }

  /** In a namespace that is there, and that somebody else cleans up. */
  static async in(cluster: Cluster, namespace: string): Promise<JobScene> {
    return new JobScene(cluster, namespace, await installedKubeconfig(cluster));
  }

  async close(): Promise<void> {
    await this.stopOperators();
    await this.admin.delete('Namespace', undefined, this.namespace).catch((error: unknown) => {
      // A test may have deleted it.
      if (!isNotFound(error)) throw error;
    });
    await this.admin.close();
  }

  async startOperator(options: Partial<TappedOptions> = {}): Promise<TappedOperator> {
    const operator = await TappedOperator.start({kubeconfig: this.#kubeconfig, namespace: this.namespace, ...options});
    this.#operators.push(operator);
    return operator;
  }

  async stopOperators(): Promise<void> {
    for (const operator of this.#operators.splice(0)) await operator.stop();
  }

  /** A policy whose one rule is for containers called `log`; resolves at once. */
  async createPolicy(name: string, jobs: JsonObject, matchLabels: JsonObject): Promise<void> {
    await this.admin.create('SidecarPolicy', this.namespace, {
      metadata: {name},
      spec: {
        target: {selector: {matchLabels}},
        sidecars: [{match: {names: ['log', 'proxy']}}],
        conversion: {mode: 'Off'},
        jobs,
      },
    });
  }

  async changePolicy(name: string, spec: JsonObject): Promise<void> {
    await this.admin.merge('SidecarPolicy', {namespace: this.namespace, name}, {spec});
  }

  async policyStatus(name: string): Promise<JsonObject> {
    const status = (await this.admin.get('SidecarPolicy', this.namespace, name))['status'];
    return (status ?? {}) as JsonObject;
  }

  /** Resolves when the operator has written down that the policy enforces. */
  async enforces(name: string): Promise<void> {
    await eventually(`${name} enforces`, async () => valueAt(await this.policyStatus(name), 'jobs', 'enforcedSince'));
  }

  /** Creates a Job; answers the name of its first pod, once the Job controller has made it. */
  async createJob(name: string, options: JobOptions = {}): Promise<string> {
    const {restartPolicy = 'Never', containers = ['app', 'log'], spec = {}, labels = {}} = options;
    await this.admin.create('Job', this.namespace, {
      metadata: {name},
      spec: {
        backoffLimit: 0,
        ...spec,
        template: {
          metadata: {labels: {tier: 'batch', ...labels}},
          // No scheduler writes to these pods.
          spec: {restartPolicy, schedulerName: 'nobody', containers: containers.map(one => container(one))},
        },
      },
    });
    const [pod] = await this.podsOf(name);
    return pod ?? '';
  }

  /** Names of a Job's pods, once there are so many. */
  async podsOf(job: string, count = 1): Promise<readonly string[]> {
    const look = async (): Promise<false | readonly string[]> => {
      const pods = (await this.admin.list('Pod', this.namespace)).filter(
        pod => objectsAt(pod, 'metadata', 'ownerReferences')[0]?.['name'] === job,
      );
      return pods.length >= count && pods.map(pod => stringAt(pod, 'metadata', 'name') ?? '');
    };
    return eventually(`Job ${job} has ${count} pods`, look, 60, 50);
  }

  /** The kubelet's report: the state of each container, mains that have ended did so `secondsAgo`. */
  async report(pod: string, states: Readonly<Record<string, State>>, secondsAgo = 0): Promise<JsonObject> {
    const endedAt = new Date(Date.now() - secondsAgo * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
    const containerStatuses = Object.entries(states).flatMap(([name, state]) =>
      state === 'unreported' ? [] : [statusOf(name, state, endedAt)],
    );
    return this.writeStatus(pod, {phase: 'Running', containerStatuses});
  }

  async writeStatus(name: string, status: JsonObject): Promise<JsonObject> {
    const path = objectPath(RESOURCES.Pod, {namespace: this.namespace, name}, 'status');
    return this.admin.rest.mergePatch(path, {status});
  }

  async pod(name: string): Promise<JsonObject> {
    return this.admin.get('Pod', this.namespace, name);
  }

  async phaseOf(pod: string): Promise<string> {
    return stringAt(await this.pod(pod), 'status', 'phase') ?? '';
  }

  /** `Complete`, `Failed`, or nothing yet. */
  async endOf(job: string): Promise<string> {
    const conditions = objectsAt(await this.admin.get('Job', this.namespace, job), 'status', 'conditions');
    const end = conditions.find(({type, status}) => (type === 'Complete' || type === 'Failed') && status === 'True');
    return stringAt(end, 'type') ?? '';
  }
}

function statusOf(name: string, state: State, endedAt: string): JsonObject {
  const base = {name, image: `registry.example/${name}:1.0`, imageID: '', ready: state === 'running', restartCount: 0};
  if (state === 'running') return {...base, state: {running: {startedAt: endedAt}}};
  if (state === 'creating') return {...base, state: {waiting: {reason: 'ContainerCreating'}}};
  const terminated = {exitCode: typeof state === 'number' ? state : 1, startedAt: endedAt, finishedAt: endedAt};
  if (state !== 'crashLoop') return {...base, state: {terminated}};
  return {...base, restartCount: 3, state: {waiting: {reason: 'CrashLoopBackOff'}}, lastState: {terminated}};
}
