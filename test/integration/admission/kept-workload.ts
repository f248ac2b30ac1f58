import assert from 'node:assert/strict';
import {RECORD_ANNOTATION} from '../../../src/api/constants.ts';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import {objectAt, objectsAt, stringAt, stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import {objectOperations} from '../../../src/domain/operations.ts';
import {plan} from '../../../src/domain/plan.ts';
import type {SidecarRule} from '../../../src/domain/policy.ts';
import type {TemplateKind} from '../../../src/domain/template-kinds.ts';
import {podSpecKeys, workloadOf} from '../../../src/domain/workload.ts';
import {apiVersionOf, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {objectOf, policy} from '../../support/builders.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import type {Admin} from '../../support/kube-client.ts';

/** How the manifest is applied. */
export type Side = 'client' | 'server';

const APPLY: Readonly<Record<Side, readonly string[]>> = {
  client: ['apply'],
  // As Flux does it.
  server: ['apply', '--server-side', '--force-conflicts', '--field-manager=flux'],
};
const FACTS = {...NO_FACTS, server: {major: 1, minor: 36}, admission: {pods: false, templates: true}};

/** Where it is. */
interface Place {
  readonly cluster: Cluster;
  readonly admin: Admin;
  readonly namespace: string;
}

export interface Story {
  readonly kind: TemplateKind;
  readonly side: Side;
  readonly name: string;
}

/** One workload: applied by kubectl from a classic manifest, converted as the operator does it. */
export class KeptWorkload {
  readonly #place: Place;
  readonly #story: Story;

  constructor(place: Place, story: Story) {
    this.#place = place;
    this.#story = story;
  }

  /** The manifest with this pod spec; nothing of it runs. */
  manifest(spec: JsonObject, metadata: JsonObject = {}): JsonObject {
    const {kind, name} = this.#story;
    const idle = kind === 'CronJob' ? {} : {spec: kind === 'DaemonSet' ? {} : {replicas: 0}};
    const node = kind === 'DaemonSet' ? {nodeSelector: {none: 'such'}} : {};
    const object = objectOf(
      kind,
      {...node, ...spec},
      {
        ...idle,
        metadata: {name, namespace: this.#place.namespace, ...metadata},
        template: {labels: {app: 'shop', name}},
      },
    );
    return {...object, apiVersion: apiVersionOf(RESOURCES[kind])};
  }

  async apply(manifest: JsonObject, side = this.#story.side): Promise<JsonObject> {
    await this.kubectl([...APPLY[side], '--filename=-'], manifest);
    return this.get();
  }

  /** What kubectl says that an apply would change; empty: nothing. */
  async diff(manifest: JsonObject): Promise<string> {
    const flags = this.#story.side === 'server' ? APPLY.server.slice(1) : [];
    return this.kubectl(['diff', ...flags, '--filename=-'], manifest);
  }

  /** Converts it in one guarded patch, as often as controllers write in between; answers what is then stored. */
  async convert(sidecars: readonly SidecarRule[], tries = 5): Promise<JsonObject> {
    const workload = workloadOf(this.#story.kind, await this.get());
    const wanted = policy({sidecars, namespace: this.#place.namespace, acknowledge: ['ClientSideApply']});
    const conversion = {...wanted.conversion, delivery: 'Template' as const};
    const decision = plan(workload, {...wanted, conversion}, FACTS);
    assert.ok(decision.type === 'Convert', JSON.stringify(decision));
    const marks = {policy: 'shop/shop', convertedAt: '2026-11-01T00:00:00Z'};
    try {
      return await this.#place.admin.rest.jsonPatch(this.path, objectOperations(workload, decision.conversion, marks));
    } catch (error) {
      if (tries === 0) throw error;
      return this.convert(sidecars, tries - 1);
    }
  }

  async kubectl(args: readonly string[], input?: JsonObject): Promise<string> {
    const [verb = '', ...rest] = args;
    const namespace = `--namespace=${this.#place.namespace}`;
    return this.#place.cluster.kubectl(
      [verb, namespace, ...rest],
      input === undefined ? undefined : JSON.stringify(input),
    );
  }

  async get(): Promise<JsonObject> {
    return this.#place.admin.rest.get(this.path);
  }

  /** `deployment/shop`, for kubectl. */
  get reference(): string {
    return `${this.#story.kind.toLowerCase()}/${this.#story.name}`;
  }

  get path(): string {
    const {kind, name} = this.#story;
    return objectPath(RESOURCES[kind], {namespace: this.#place.namespace, name});
  }

  spec(object: JsonObject): JsonObject {
    return objectAt(object, ...podSpecKeys(this.#story.kind));
  }

  /** Names in `containers` and in `initContainers`; `*`: native. */
  names(object: JsonObject): string {
    const list = (key: string): string =>
      objectsAt(this.spec(object), key)
        .map(one => `${String(one['name'])}${one['restartPolicy'] === 'Always' ? '*' : ''}`)
        .join(' ');
    return `${list('containers')} | ${list('initContainers')}`;
  }

  /** One container of either list. */
  container(object: JsonObject, name: string): JsonObject {
    const all = ['containers', 'initContainers'].flatMap(key => objectsAt(this.spec(object), key));
    const found = all.find(one => stringAt(one, 'name') === name);
    assert.ok(found, `${name} is not there`);
    return found;
  }

  /** The record annotation's text; undefined: none. */
  record(object: JsonObject): string | undefined {
    return stringMapAt(object, 'metadata', 'annotations')[RECORD_ANNOTATION];
  }
}

export function generationOf(object: JsonObject): unknown {
  return objectAt(object, 'metadata')['generation'];
}
