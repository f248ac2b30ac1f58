import {join} from 'node:path';
import {compilePodPolicy} from '../../../src/admission/pods/compile.ts';
import {unitsOf} from '../../../src/admission/pods/units.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {policy, rule} from '../../support/builders.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';
import {AdmissionPolicies} from '../admission/admission-policies.ts';
import {CONFIG} from '../install/installation.ts';
import {Lab} from '../loop/lab.ts';
import type {Engine} from './engine.ts';
import type {Target} from './git.ts';
import {helmEngines} from './helm-engines.ts';
import {kubectlEngines} from './kubectl-engines.ts';

export const NAMESPACES = {Template: 'gitops-template', Pod: 'gitops-pod'} as const;
export type Delivery = keyof typeof NAMESPACES;

const OVERLAY = join(CONFIG, 'admission');
const STARTUP = {gate: 'Readiness', timeoutSeconds: 60} as const;
const SIDECARS = [{match: {names: ['log']}, startup: STARTUP}];
const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job'] as const;

/** A cluster with both deliveries in force, the operator at work, and every engine. */
export class GitopsScene {
  readonly cluster: Cluster;
  readonly lab: Lab;
  readonly engines: readonly Engine[];
  readonly #folder: TemporaryFolder;
  readonly #pods: AdmissionPolicies;
  readonly #closeHelms: () => void;

  private constructor(parts: {
    cluster: Cluster;
    lab: Lab;
    engines: readonly Engine[];
    folder: TemporaryFolder;
    closeHelms: () => void;
  }) {
    this.cluster = parts.cluster;
    this.lab = parts.lab;
    this.engines = parts.engines;
    this.#folder = parts.folder;
    this.#closeHelms = parts.closeHelms;
    this.#pods = new AdmissionPolicies(parts.lab.admin, 'gitops-canary');
  }

  static async open(): Promise<GitopsScene> {
    const cluster = await sharedCluster();
    const folder = new TemporaryFolder();
    const {engines: helms, close: closeHelms} = await helmEngines(cluster, folder.path);
    const engines = [...kubectlEngines(folder.path), ...helms];
    const lab = await Lab.open(NAMESPACES.Template);
    await lab.admin.create('Namespace', undefined, {metadata: {name: NAMESPACES.Pod}});
    await cluster.kubectl(['apply', '--kustomize', OVERLAY]);
    const scene = new GitopsScene({cluster, lab, engines, folder, closeHelms});
    await scene.#compilePods();
    return scene;
  }

  /** Stored workloads are converted one by one; a CronJob waits for no other, since each has a rule of its own. */
  async govern({name}: Target): Promise<void> {
    await this.lab.policyFor(name, name, {
      target: {kinds: KINDS, selector: {matchLabels: {name}}},
      sidecars: SIDECARS,
      conversion: {mode: 'Enforce', delivery: 'Template', rollout: {maxConcurrent: 100}},
      acknowledge: ['ClientSideApply'],
    });
  }

  /** The operator works in all namespaces. */
  async start(): Promise<void> {
    await this.lab.start([]);
  }

  async close(): Promise<void> {
    await this.lab.admin.delete('SidecarPolicy', NAMESPACES.Pod, 'pods');
    await this.lab.close();
    await this.#pods.close();
    await this.cluster.kubectl(['delete', '--ignore-not-found', '--kustomize', OVERLAY]);
    this.#closeHelms();
    this.#folder.remove();
  }

  /** Pods are converted by the compiled policy; the operator has one that says so, too. */
  async #compilePods(): Promise<void> {
    const namespace = NAMESPACES.Pod;
    await this.lab.admin.create('SidecarPolicy', namespace, {
      metadata: {name: 'pods', namespace},
      spec: {target: {kinds: KINDS}, sidecars: SIDECARS, conversion: {mode: 'Enforce', delivery: 'Pod'}},
    });
    const conversion = {...policy().conversion, delivery: 'Pod' as const};
    const sidecars = [rule({names: ['log'], startup: STARTUP})];
    const [unit] = unitsOf([policy({namespace, key: `${namespace}/pods`, name: 'pods', sidecars, conversion})], []);
    const compiled = unit === undefined ? undefined : compilePodPolicy(unit);
    if (compiled?.type !== 'Compiled') throw new Error(JSON.stringify(compiled));
    await this.#pods.open();
    await this.#pods.apply([compiled]);
  }
}
