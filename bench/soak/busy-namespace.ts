import {objectAt, type JsonObject} from '../../src/domain/json.ts';
import type {Admin} from '../../test/support/kube-client.ts';
import {benchDeployment, podSpec} from '../load/deployment.ts';
import {benchPolicy} from '../load/policy.ts';

const KINDS = ['Deployment', 'CronJob'] as const;
type Kind = (typeof KINDS)[number];

/** One namespace that is kept busy: a policy, and workloads that come and go. */
export class BusyNamespace {
  readonly namespace: string;
  readonly #admin: Admin;
  readonly #living: {readonly kind: Kind; readonly name: string}[] = [];
  #born = 0;
  #edits = 0;

  constructor(admin: Admin, namespace: string) {
    this.#admin = admin;
    this.namespace = namespace;
  }

  get size(): number {
    return this.#living.length;
  }

  async open(): Promise<void> {
    const {namespace} = this;
    const object = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}};
    await this.#admin.rest.apply(`/api/v1/namespaces/${namespace}`, object);
    await this.createPolicy();
  }

  /** Every fifth workload is a CronJob. */
  async createWorkload(): Promise<void> {
    const kind = this.#born % 5 === 4 ? 'CronJob' : 'Deployment';
    const name = `load-${this.#born++}`;
    const object = kind === 'CronJob' ? cronJob(name) : benchDeployment(name);
    await this.#admin.create(kind, this.namespace, object);
    this.#living.push({kind, name});
  }

  async deleteOldest(): Promise<void> {
    const oldest = this.#living.shift();
    if (oldest !== undefined) await this.#admin.delete(oldest.kind, this.namespace, oldest.name);
  }

  /** A new version of the app; `which` from 0 to under 1. */
  async editWorkload(which: number): Promise<void> {
    const chosen = this.#living[Math.floor(which * this.#living.length)];
    if (chosen === undefined) return;
    const metadata = {annotations: {'shop.example/build': String(this.#edits++)}};
    const patch = inTemplate(chosen.kind, {metadata});
    await this.#admin.merge(chosen.kind, {namespace: this.namespace, name: chosen.name}, patch);
  }

  async createPolicy(): Promise<void> {
    const {metadata, spec} = benchPolicy(this.namespace);
    const conversion = {...objectAt(objectAt(spec), 'conversion'), onDelete: 'Revert'};
    await this.#admin.create('SidecarPolicy', this.namespace, {metadata, spec: {...objectAt(spec), conversion}});
  }

  async editPolicy(): Promise<void> {
    const suspend = this.#edits++ % 2 === 0;
    await this.#admin.merge('SidecarPolicy', {namespace: this.namespace, name: 'bench'}, {spec: {suspend}});
  }

  /** With Revert: everything that it converted is put back before it is gone. */
  async deletePolicy(): Promise<void> {
    await this.#admin.delete('SidecarPolicy', this.namespace, 'bench');
  }

  async hasPolicy(): Promise<boolean> {
    return (await this.#admin.list('SidecarPolicy', this.namespace)).length > 0;
  }

  async empty(): Promise<void> {
    while (this.#living.length > 0) await this.deleteOldest();
  }
}

function cronJob(name: string): JsonObject {
  const template = {metadata: {labels: {app: name}}, spec: {...podSpec(name), restartPolicy: 'Never'}};
  return {metadata: {name}, spec: {schedule: '0 3 * * *', suspend: true, jobTemplate: {spec: {template}}}};
}

function inTemplate(kind: Kind, template: JsonObject): JsonObject {
  return {spec: kind === 'CronJob' ? {jobTemplate: {spec: {template}}} : {template}};
}
