import type {Cluster} from '../../cluster/cluster.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';
import {PodStage} from '../admission/pod-stage.ts';
import {Lab} from '../loop/lab.ts';
import type {Engine} from './engine.ts';
import {FIRST, podSpecOf, type Target} from './git.ts';
import type {Ground} from './ground.ts';
import {helmEngines} from './helm-engines.ts';
import {kubectlEngines} from './kubectl-engines.ts';

export const NAMESPACES = {Template: 'gitops-template', Pod: 'gitops-pod'} as const;
export type Delivery = keyof typeof NAMESPACES;

const SIDECARS = [{match: {names: ['log']}, startup: {gate: 'Readiness', timeoutSeconds: 60}}];
const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job'] as const;

/** A cluster with a policy for either delivery, the operator, and every engine. */
export class GitopsScene {
  readonly cluster: Cluster;
  readonly lab: Lab;
  readonly engines: readonly Engine[];
  readonly #ground: Ground;
  readonly #folder: TemporaryFolder;
  readonly #closeHelms: () => void;

  private constructor(parts: {
    ground: Ground;
    lab: Lab;
    engines: readonly Engine[];
    folder: TemporaryFolder;
    closeHelms: () => void;
  }) {
    this.cluster = parts.ground.cluster;
    this.lab = parts.lab;
    this.engines = parts.engines;
    this.#ground = parts.ground;
    this.#folder = parts.folder;
    this.#closeHelms = parts.closeHelms;
  }

  static async open(ground: Ground): Promise<GitopsScene> {
    const {cluster} = ground;
    const folder = new TemporaryFolder();
    const {engines: helms, close: closeHelms} = await helmEngines(cluster, folder.path);
    const engines = [...kubectlEngines(folder.path), ...helms];
    const lab = await Lab.open(NAMESPACES.Template, cluster);
    await lab.admin.create('Namespace', undefined, {metadata: {name: NAMESPACES.Pod}});
    await lab.admin.create('SidecarPolicy', NAMESPACES.Pod, {
      metadata: {name: 'pods', namespace: NAMESPACES.Pod},
      spec: {target: {kinds: KINDS}, sidecars: SIDECARS, conversion: {mode: 'Enforce', delivery: 'Pod'}},
    });
    return new GitopsScene({ground, lab, engines, folder, closeHelms});
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

  /** The operator works in all namespaces; resolves when pods are converted by what it has put in force. */
  async start(): Promise<void> {
    await this.lab.start(this.#ground.flags);
    const stage = new PodStage(this.cluster, this.lab.admin);
    await stage.becomes(['log'], NAMESPACES.Pod, {owner: 'Job/canary', spec: podSpecOf(FIRST)});
  }

  /** Leaves the ground as it is, but for the namespaces. */
  async close(): Promise<void> {
    await this.lab.admin.delete('SidecarPolicy', NAMESPACES.Pod, 'pods');
    await this.lab.close();
    this.#closeHelms();
    this.#folder.remove();
  }
}
