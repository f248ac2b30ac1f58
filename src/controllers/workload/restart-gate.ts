import {CLUSTER_PODS, COMPILED_SELECTOR, isCompiledFrom, podPolicyName} from '../../admission/pods/names.ts';
import {objectsAt, stringAt, type JsonObject} from '../../domain/json.ts';
import type {Policy} from '../../domain/policy.ts';
import {isForbidden, isNotFound} from '../../kube/api-error.ts';
import {pages} from '../../kube/pager.ts';
import {collectionPath, RESOURCES, type Resource} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import type {Clock} from '../../runtime/clock.ts';

export interface RestartGateOptions {
  readonly rest: Pick<Rest, 'page'>;
  readonly clock: Clock;
  /** The webhook does its work; then it counts, whatever else there is. */
  readonly hasWebhook: () => boolean;
}

/** An API server goes by what is stored for so long: 0.7 to 2.5 s were measured (ADR 0018), on one of several servers. */
const IN_FORCE_AFTER = 10_000;
const KINDS = [RESOURCES.MutatingAdmissionPolicy, RESOURCES.MutatingAdmissionPolicyBinding];

/** A version of a policy, and since when it is the one that is known here, in milliseconds of the monotonic clock. */
interface Known {
  readonly version: string;
  readonly since: number;
}

/**
 * Says whether pods are converted in a namespace now: by what the API server has stored, or, with the webhook, by how long
 * its replicas have had to hear of the policy. Pods that are restarted before that come up classic, and are not restarted
 * a second time.
 */
export class RestartGate {
  readonly #options: RestartGateOptions;
  /** By policy; for the webhook. */
  readonly #known = new Map<string, Known>();

  constructor(options: RestartGateOptions) {
    this.#options = options;
  }

  /** By the policy as it is now, and long enough for every API server to know. @throws what Rest throws */
  async isOpen(policy: Policy, namespace: string, signal: AbortSignal): Promise<boolean> {
    if (!this.#options.hasWebhook()) return this.#isCompiled(policy, namespace, signal);
    return this.#options.clock.monotonic() >= this.note(policy) + IN_FORCE_AFTER;
  }

  /**
   * To be told of every policy as it is: nothing that is stored says which policies a replica of the webhook knows, nor of
   * which pods it is asked by now. Answers since when it is so, in milliseconds of the monotonic clock.
   */
  note({key, uid, generation, suspend}: Policy): number {
    const version = `${uid}/${generation}/${suspend}`;
    const known = this.#known.get(key);
    if (known?.version === version) return known.since;
    const since = this.#options.clock.monotonic();
    this.#known.set(key, {version, since});
    return since;
  }

  /** The webhook has come or gone: what replicas and API servers knew before says nothing. */
  forgetAll(): void {
    this.#known.clear();
  }

  async #isCompiled(policy: Policy, namespace: string, signal: AbortSignal): Promise<boolean> {
    const both = await Promise.all(KINDS.map(async kind => this.#compiled(kind, signal)));
    return both.every(objects => {
      const name = (object: JsonObject): string | undefined => stringAt(object, 'metadata', 'name');
      const own = objects.find(object => name(object) === podPolicyName({type: 'Namespace', namespace}));
      const unit = own ?? objects.find(object => name(object) === CLUSTER_PODS);
      return unit !== undefined && isCompiledFrom(unit, policy) && this.#isSettled(unit);
    });
  }

  forget(policy: string): void {
    this.#known.delete(policy);
  }

  #isSettled(unit: JsonObject): boolean {
    const times = [stringAt(unit, 'metadata', 'creationTimestamp'), ...writesOf(unit)];
    const written = Math.max(...times.map(time => Date.parse(time ?? '')).filter(time => !Number.isNaN(time)));
    return this.#options.clock.now() >= written + IN_FORCE_AFTER;
  }

  /** None where they are not served, or may not be listed. */
  async #compiled(kind: Resource, signal: AbortSignal): Promise<readonly JsonObject[]> {
    const found: JsonObject[] = [];
    try {
      for await (const {items} of pages(
        this.#options.rest,
        collectionPath(kind),
        {labelSelector: COMPILED_SELECTOR},
        signal,
      )) {
        found.push(...items);
      }
    } catch (error) {
      if (isForbidden(error) || isNotFound(error)) return [];
      throw error;
    }
    return found;
  }
}

function writesOf(unit: JsonObject): readonly (string | undefined)[] {
  return objectsAt(unit, 'metadata', 'managedFields').map(entry => stringAt(entry, 'time'));
}
