import type {JsonObject} from '../../src/domain/json.ts';
import type {ReflectorContext} from '../../src/kube/reflector.ts';
import {collectionPath, objectPath, type Resource} from '../../src/kube/resources.ts';
import type {Rest} from '../../src/kube/rest.ts';
import type {WatchEvent} from '../../src/kube/watch-event.ts';
import {LogDamper} from '../../src/runtime/log-damper.ts';
import {eventually} from './eventually.ts';
import {FaultProxy} from './fault-proxy.ts';
import type {ProxiedRequest} from './faults.ts';
import {reflect, type LiveReflector} from './live-reflector.ts';
import {configMap, ensureNamespace, RawClient} from './raw-client.ts';
import {RecordingClock} from './recording-clock.ts';
import {sharedCluster} from './shared-cluster.ts';

export const MAPS: Resource = {kind: 'ConfigMap', group: '', version: 'v1', plural: 'configmaps', namespaced: true};

/** How often a reflector looks at its watch. Whatever else it asks the clock for is a pause before its next try. */
const LOOK_EVERY = 5000;

/**
 * Reflectors of the ConfigMaps of a namespace of the real API server, through a fault proxy. Their time stands still
 * until the test moves it, so what they do within it is done however long the server takes.
 */
export class ReflectorScene {
  readonly clock: RecordingClock;
  readonly proxy: FaultProxy;
  /** Goes around the proxy. */
  readonly direct: Rest;
  /** Events of the watches that reflectors are through with. */
  readonly taken: WatchEvent[] = [];
  readonly #namespace: string;
  readonly #clients: readonly RawClient[];
  readonly #tapped: ReflectorContext['rest'];
  readonly #running: LiveReflector[] = [];
  #pauses = 0;

  private constructor(
    namespace: string,
    clock: RecordingClock,
    proxy: FaultProxy,
    [admin, proxied]: readonly [RawClient, RawClient],
  ) {
    this.clock = clock;
    this.#namespace = namespace;
    this.proxy = proxy;
    this.#clients = [admin, proxied];
    this.direct = admin.rest;
    this.#tapped = tap(proxied.rest, event => this.taken.push(event));
  }

  /** `as`: whom reflectors act as; default: the administrator. */
  static async open(namespace: string, as?: string): Promise<ReflectorScene> {
    const proxy = await FaultProxy.start(await sharedCluster());
    const admin = await RawClient.open();
    await ensureNamespace(admin.rest, namespace);
    const clock = new RecordingClock();
    const proxied = await RawClient.open({server: proxy.url, clock, ...(as === undefined ? {} : {as})});
    return new ReflectorScene(namespace, clock, proxy, [admin, proxied]);
  }

  /** Starts a reflector. It takes the longest of every random time. */
  start(options: Parameters<typeof reflect>[2] = {}): LiveReflector {
    const {clock} = this;
    const fixed = {clock, damper: new LogDamper(clock), random: () => 0.999, namespace: this.#namespace};
    const live = reflect(this.#tapped, MAPS, {...fixed, labelSelector: 'app=test', ...options});
    this.#running.push(live);
    return live;
  }

  /** The key of an object in the store. */
  key(name: string): string {
    return `${this.#namespace}/${name}`;
  }

  path(name: string): string {
    return objectPath(MAPS, {namespace: this.#namespace, name});
  }

  async create(name: string, data: JsonObject = {}): Promise<JsonObject> {
    return this.direct.create(collectionPath(MAPS, this.#namespace), configMap(name, data));
  }

  async change(name: string, data: JsonObject): Promise<JsonObject> {
    return this.direct.mergePatch(this.path(name), {data});
  }

  async remove(name: string): Promise<void> {
    await this.direct.delete(this.path(name));
  }

  /** Lists and watches so far, such as `list limit=40`, `list limit=500 continued`, `watch`. */
  get calls(): readonly string[] {
    return this.proxy.requests.filter(({method}) => method === 'GET').map(callOf);
  }

  get lists(): number {
    return this.calls.filter(call => call.startsWith('list')).length;
  }

  /** Where each watch was to go on from. */
  get watchedFrom(): readonly string[] {
    const watches = this.proxy.requests.filter(({query}) => query.has('watch'));
    return watches.map(({query}) => query.get('resourceVersion') ?? '');
  }

  async watching(): Promise<void> {
    await eventually('a watch is open', () => this.proxy.openWatches === 1);
  }

  /** Resolves with the pause that a reflector makes next, in milliseconds; it is still in it. */
  async pause(): Promise<number> {
    return eventually('a reflector pauses', () => this.#nextPause());
  }

  /** Goes through the next pause; answers its length. */
  async retry(): Promise<number> {
    const pause = await this.pause();
    await this.clock.advance(pause);
    return pause;
  }

  /** Goes through pauses, if there are any, until something is true. */
  async retryUntil(what: string, check: () => boolean): Promise<void> {
    await eventually(what, async () => {
      if (check()) return true;
      await this.clock.advance(this.#nextPause() ?? 0);
      return false;
    });
  }

  async close(): Promise<void> {
    for (const live of this.#running) await live.stop();
    await this.direct.delete(`${collectionPath(MAPS, this.#namespace)}?labelSelector=app`);
    for (const client of this.#clients) await client.close();
    await this.proxy.stop();
  }

  #nextPause(): number | undefined {
    const next = this.clock.timers.filter(timer => timer !== LOOK_EVERY)[this.#pauses];
    if (next !== undefined) this.#pauses++;
    return next;
  }
}

/** The same client; `onTaken` hears of each event when whoever reads the watch asks for the next one. */
function tap(rest: Rest, onTaken: (event: WatchEvent) => void): ReflectorContext['rest'] {
  async function* tapped(events: AsyncIterable<WatchEvent>): AsyncGenerator<WatchEvent> {
    for await (const event of events) {
      yield event;
      onTaken(event);
    }
  }
  return {
    page: async (path, options, signal) => rest.page(path, options, signal),
    watch: async (path, options, signal) => tapped(await rest.watch(path, options, signal)),
  };
}

function callOf({query}: ProxiedRequest): string {
  if (query.has('watch')) return 'watch';
  return `list limit=${query.get('limit') ?? ''}${query.has('continue') ? ' continued' : ''}`;
}
