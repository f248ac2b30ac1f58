import {isConflict, isNotFound} from '../../kube/api-error.ts';
import {collectionPath, objectPath, RESOURCES, type Resource} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import type {Store} from '../../kube/store.ts';
import {stringAt, stringMapAt, type JsonObject} from '../../domain/json.ts';
import type {Clock} from '../../runtime/clock.ts';
import {digestOf, type CompiledView} from './compiled-view.ts';
import type {Part, Parts, Step} from './steps.ts';

export interface CompiledWriterOptions {
  readonly rest: Pick<Rest, 'create' | 'jsonPatch' | 'delete'>;
  readonly storeOf: (part: Part) => Store<CompiledView>;
  readonly clock: Clock;
}

/** What a write of ours was to be, and what the server has made of it: a newer one may have more defaults. */
interface Sent {
  readonly digest: string;
  readonly stored: string;
  /** On the monotonic clock. */
  readonly at: number;
}

const PARTS: Readonly<Record<Part, Resource>> = {
  policy: RESOURCES.MutatingAdmissionPolicy,
  binding: RESOURCES.MutatingAdmissionPolicyBinding,
};
/** Whoever changes one again and again is answered no more often than this. */
const SECONDS_BETWEEN = 5;

/** The stored pod policies and bindings: reads from memory, writes to the server. */
export class CompiledWriter {
  readonly #options: CompiledWriterOptions;
  readonly #sent = new Map<string, Sent>();
  /** Versions that we have deleted, which the stores may still have. */
  readonly #removed = new Map<string, string | undefined>();

  constructor(options: CompiledWriterOptions) {
    this.#options = options;
  }

  /** What is stored, as digests of what it was written from. */
  stored(): Parts {
    for (const key of this.#removed.keys()) if (!this.#has(key)) this.#removed.delete(key);
    return {policy: this.#digests('policy'), binding: this.#digests('binding')};
  }

  /** A write of ours has not been seen; once it has, the stores say so. */
  isBehind(names: readonly string[]): boolean {
    return names.some(name => (['policy', 'binding'] as const).some(part => this.#store(part).isBehind(name)));
  }

  /** In how many seconds it may be written again; 0: now. */
  waitFor({part, name}: Step, digest: string): number {
    const sent = this.#sent.get(`${part}/${name}`);
    if (sent?.digest !== digest) return 0;
    return Math.max(0, sent.at + SECONDS_BETWEEN * 1000 - this.#options.clock.monotonic()) / 1000;
  }

  /** Makes the stored object this one, whoever has made it. @throws what Rest throws */
  async put(part: Part, object: JsonObject): Promise<void> {
    const name = stringAt(object, 'metadata', 'name') ?? '';
    const answer = await this.#store(part).write(name, async () => this.#send(part, name, object));
    const at = this.#options.clock.monotonic();
    this.#sent.set(`${part}/${name}`, {digest: digestOf(object), stored: digestOf(answer), at});
  }

  /** @throws what Rest throws, unless it is gone already */
  async remove(part: Part, name: string): Promise<void> {
    const version = this.#store(part).get(name)?.resourceVersion;
    this.#sent.delete(`${part}/${name}`);
    try {
      await this.#options.rest.delete(objectPath(PARTS[part], {name}));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    this.#removed.set(`${part}/${name}`, version);
  }

  async #send(part: Part, name: string, object: JsonObject): Promise<JsonObject> {
    const isThere = this.#views(part).some(view => view.name === name);
    try {
      return isThere ? await this.#replace(part, name, object) : await this.#create(part, object);
    } catch (error) {
      // Somebody has just deleted it, or has taken our label away.
      if (isThere && isNotFound(error)) return this.#create(part, object);
      if (!isThere && isConflict(error)) return this.#replace(part, name, object);
      throw error;
    }
  }

  async #create(part: Part, object: JsonObject): Promise<JsonObject> {
    return this.#options.rest.create(collectionPath(PARTS[part]), object);
  }

  /** What others have added to our object goes: a list that is merged would keep a variable of theirs. */
  async #replace(part: Part, name: string, object: JsonObject): Promise<JsonObject> {
    return this.#options.rest.jsonPatch(objectPath(PARTS[part], {name}), [
      {op: 'replace', path: '/spec', value: object['spec']},
      {op: 'add', path: '/metadata/labels', value: stringMapAt(object, 'metadata', 'labels')},
      {op: 'add', path: '/metadata/annotations', value: stringMapAt(object, 'metadata', 'annotations')},
    ]);
  }

  #digests(part: Part): ReadonlyMap<string, string> {
    return new Map(
      this.#views(part).map(({name, digest}) => {
        const sent = this.#sent.get(`${part}/${name}`);
        return [name, sent?.stored === digest ? sent.digest : digest];
      }),
    );
  }

  #has(key: string): boolean {
    const [part, name = ''] = key.split('/');
    return this.#store(part as Part).get(name) !== undefined;
  }

  /** Without what we have deleted. */
  #views(part: Part): readonly CompiledView[] {
    return [...this.#store(part).values()].filter(
      ({name, resourceVersion}) => this.#removed.get(`${part}/${name}`) !== resourceVersion,
    );
  }

  #store(part: Part): Store<CompiledView> {
    return this.#options.storeOf(part);
  }
}
