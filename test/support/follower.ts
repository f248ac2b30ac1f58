import {stringAt, type JsonObject} from '../../src/domain/json.ts';
import {collectionPath, RESOURCES} from '../../src/kube/resources.ts';
import type {Rest} from '../../src/kube/rest.ts';
import {eventually} from './eventually.ts';

/** Follows the objects of one kind in one namespace with a watch: the newest of each, and every version on the way. */
export class Follower {
  readonly #versions = new Map<string, JsonObject[]>();
  readonly #present = new Map<string, JsonObject>();
  readonly #abort = new AbortController();
  readonly #onChange: () => void;
  #ended: Promise<void> = Promise.resolve();

  private constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  static async start(
    rest: Rest,
    kind: keyof typeof RESOURCES,
    namespace: string,
    onChange = (): void => undefined,
  ): Promise<Follower> {
    const follower = new Follower(onChange);
    const {signal} = follower.#abort;
    const path = collectionPath(RESOURCES[kind], namespace);
    // A new kind is served a moment before it can be watched ("storage is (re)initializing").
    const events = await eventually(`${kind} can be watched`, () => rest.watch(path, {timeoutSeconds: 3600}, signal));
    follower.#ended = follower.#follow(events);
    return follower;
  }

  /** As it is now; undefined: it is not there. */
  get(name: string): JsonObject | undefined {
    return this.#present.get(name);
  }

  all(): readonly JsonObject[] {
    return [...this.#present.values()];
  }

  /** Of all that were ever seen. */
  names(): readonly string[] {
    return [...this.#versions.keys()];
  }

  /** Every version that was seen, oldest first. */
  versions(name: string): readonly JsonObject[] {
    return this.#versions.get(name) ?? [];
  }

  /** Whether this very version has come. */
  hasSeen({metadata}: JsonObject): boolean {
    const version = stringAt(metadata, 'resourceVersion');
    const seen = this.versions(stringAt(metadata, 'name') ?? '');
    return seen.some(object => stringAt(object, 'metadata', 'resourceVersion') === version);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#ended;
  }

  async #follow(events: Awaited<ReturnType<Rest['watch']>>): Promise<void> {
    try {
      for await (const {type, object} of events) if (type !== 'BOOKMARK') this.#take(type, object);
    } catch (error) {
      if (!this.#abort.signal.aborted) throw error;
    }
  }

  #take(type: string, object: JsonObject): void {
    const name = stringAt(object, 'metadata', 'name') ?? '';
    this.#versions.set(name, [...this.versions(name), object]);
    if (type === 'DELETED') this.#present.delete(name);
    else this.#present.set(name, object);
    this.#onChange();
  }
}
