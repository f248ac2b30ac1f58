import assert from 'node:assert/strict';
import {stringAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {container, podSpec} from '../../support/builders.ts';
import {runCliProcess} from '../../support/cli-process.ts';
import {eventually} from '../../support/eventually.ts';
import type {Admin} from '../../support/kube-client.ts';
import type {CliEnd} from '../../support/run-cli.ts';
import {JobScene} from '../jobs/job-scene.ts';

const LABELS = {app: 'web'};
const NAMESPACE = 'cli-live';
const REQUESTS = {resources: {requests: {cpu: '250m', memory: '512Mi'}}};

/** Somebody's cluster: workloads with sidecars, Jobs that hang, and people with more and with fewer rights. */
export class LiveScene {
  readonly namespace = NAMESPACE;
  readonly cluster: Cluster;
  readonly jobs: JobScene;
  /** Kubeconfigs: who may read all that is of interest, in all namespaces or in this one; and who may read nothing. */
  readonly everywhere: string;
  readonly here: string;
  readonly nothing: string;

  private constructor(
    cluster: Cluster,
    jobs: JobScene,
    [everywhere, here, nothing]: readonly [string, string, string],
  ) {
    this.cluster = cluster;
    this.jobs = jobs;
    this.everywhere = everywhere;
    this.here = here;
    this.nothing = nothing;
  }

  static async open(cluster: Cluster): Promise<LiveScene> {
    const jobs = await JobScene.open(cluster, NAMESPACE);
    const inside = `--namespace=${NAMESPACE}`;
    const users = ['everywhere', 'here', 'nothing'];
    for (const user of users) await cluster.kubectl(['create', 'serviceaccount', user, inside]);
    const reader = '--clusterrole=outrigger-live-reader';
    const account = (user: string): string => `--serviceaccount=${NAMESPACE}:${user}`;
    await cluster.kubectl(['create', 'clusterrolebinding', NAMESPACE, reader, account('everywhere')]);
    await cluster.kubectl(['create', 'rolebinding', 'here', reader, account('here'), inside]);
    const [everywhere = '', here = '', nothing = ''] = await Promise.all(
      users.map(async user => cluster.kubeconfigForServiceAccount(NAMESPACE, user)),
    );
    const scene = new LiveScene(cluster, jobs, [everywhere, here, nothing]);
    await scene.#fill();
    return scene;
  }

  get admin(): Admin {
    return this.jobs.admin;
  }

  async close(): Promise<void> {
    await this.cluster.kubectl(['delete', 'clusterrolebinding', NAMESPACE, '--ignore-not-found']);
    await this.jobs.close();
  }

  /** The real command, as a process, as one of these people. */
  async run(kubeconfig: string, ...argv: readonly string[]): Promise<CliEnd> {
    return runCliProcess([...argv, '--kubeconfig', kubeconfig]);
  }

  /** The answer for programs; nothing may go wrong. */
  async data(kubeconfig: string, ...argv: readonly string[]): Promise<JsonObject> {
    const {stdout, stderr} = await this.run(kubeconfig, ...argv, '-o', 'json');
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout) as JsonObject;
  }

  /** A policy in Audit for the log shipper of `web`. */
  async createPolicy(name: string): Promise<void> {
    await this.admin.create('SidecarPolicy', NAMESPACE, {
      metadata: {name},
      spec: {target: {selector: {matchLabels: LABELS}}, sidecars: [{profile: 'fluent-bit'}]},
    });
  }

  /** Name of a pod that the Deployment `web` has made. */
  async podOfWeb(): Promise<string> {
    return eventually('web has a pod', async () => {
      const pods = (await this.admin.list('Pod', NAMESPACE)).map(pod => stringAt(pod, 'metadata', 'name') ?? '');
      return pods.find(name => name.startsWith('web-'));
    });
  }

  async #fill(): Promise<void> {
    const spec = podSpec([container('app'), container('fluent-bit')], {schedulerName: 'nobody'});
    await this.#deployment('web', spec, {});
    await this.#deployment('released', spec, {'meta.helm.sh/release-name': 'released'});
    await this.#stuck('once', {backoffLimit: 2}, 1);
    const cronJob = await this.admin.create('CronJob', NAMESPACE, {
      metadata: {name: 'report'},
      spec: {schedule: '0 0 1 1 *', concurrencyPolicy: 'Forbid', jobTemplate: {spec: {template: {spec: jobSpec()}}}},
    });
    const owner = {apiVersion: 'batch/v1', kind: 'CronJob', name: 'report', controller: true};
    await this.#stuck('report-1', {}, 0, [{...owner, uid: stringAt(cronJob, 'metadata', 'uid')}]);
  }

  async #deployment(name: string, spec: JsonObject, annotations: JsonObject): Promise<void> {
    await this.admin.create('Deployment', NAMESPACE, {
      metadata: {name, annotations},
      spec: {selector: {matchLabels: {app: name}}, template: {metadata: {labels: {app: name}}, spec}},
    });
  }

  /** A Job whose main container ended two hours ago with this code, while its sidecar still runs. */
  async #stuck(
    name: string,
    spec: JsonObject,
    code: number,
    ownerReferences: readonly JsonObject[] = [],
  ): Promise<void> {
    await this.admin.create('Job', NAMESPACE, {
      metadata: {name, ownerReferences},
      spec: {...spec, template: {spec: jobSpec()}},
    });
    const [pod = ''] = await this.jobs.podsOf(name);
    await this.jobs.report(pod, {app: code, 'cloud-sql-proxy': 'running'}, 7200);
  }
}

function jobSpec(): JsonObject {
  const proxy = container('cloud-sql-proxy', {args: ['shop:eu:orders'], ...REQUESTS});
  return podSpec([container('app', REQUESTS), proxy], {restartPolicy: 'Never', schedulerName: 'nobody'});
}
