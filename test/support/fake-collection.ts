import {objectAt, stringAt, type JsonObject} from '../../src/domain/json.ts';
import {ApiError} from '../../src/kube/api-error.ts';
import type {Page, PageOptions, Rest, WatchOptions} from '../../src/kube/rest.ts';
import type {WatchEvent} from '../../src/kube/watch-event.ts';

type ListWatch = Pick<Rest, 'page' | 'watch'>;

interface OpenWatch {
  readonly push: (event: WatchEvent) => void;
  readonly end: (error?: Error) => void;
}

/**
 * A collection of an API server in memory, with its history: lists in pages, watches from a version on, and fails when
 * told to. Versions are opaque texts, so that code which compares them as numbers is found out.
 */
export class FakeCollection implements ListWatch {
  /** What was asked for, e.g. `list limit=100`, `watch from=v3`. */
  readonly calls: string[] = [];
  readonly watchOptions: WatchOptions[] = [];
  /** Called once the answer to a list is fixed and before it is given. */
  beforePage: () => Promise<void> = async () => undefined;
  readonly #objects = new Map<string, JsonObject>();
  readonly #history: {readonly version: string; readonly event: WatchEvent}[] = [
    {version: 'v0', event: bookmark('v0')},
  ];
  readonly #watches = new Set<OpenWatch>();
  readonly #failures: {readonly of: 'list' | 'watch'; readonly error: Error}[] = [];

  get version(): string {
    return this.#history.at(-1)?.version ?? 'v0';
  }

  get openWatches(): number {
    return this.#watches.size;
  }

  /** Creates or changes an object `shop/NAME`; answers its version. */
  set(name: string, fields: JsonObject = {}): string {
    const version = `v${this.#history.length}`;
    const type = this.#objects.has(name) ? 'MODIFIED' : 'ADDED';
    const object = {
      ...fields,
      metadata: {...objectAt(fields, 'metadata'), name, namespace: 'shop', resourceVersion: version},
    };
    this.#objects.set(name, object);
    this.#record(version, {type, object});
    return version;
  }

  delete(name: string): void {
    const version = `v${this.#history.length}`;
    const object = this.#objects.get(name) ?? {};
    this.#objects.delete(name);
    this.#record(version, {
      type: 'DELETED',
      object: {...object, metadata: {...objectAt(object, 'metadata'), resourceVersion: version}},
    });
  }

  /** Like `set`, but no open watch hears of it. */
  setSilently(name: string): string {
    const open = [...this.#watches];
    this.#watches.clear();
    const version = this.set(name);
    for (const watch of open) this.#watches.add(watch);
    return version;
  }

  bookmark(): void {
    this.#record(`v${this.#history.length}`, bookmark(`v${this.#history.length}`));
  }

  /** Forgets the history: a watch from an older version is answered with 410. */
  compact(): void {
    const last = this.#history.at(-1);
    this.#history.splice(0, this.#history.length - 1);
    if (last !== undefined)
      for (let index = 0; index < 1000; index++) this.#history.unshift({version: `gone-${index}`, event: last.event});
  }

  /** The next list or watch is answered with this error. */
  failNext(of: 'list' | 'watch', error: Error, times = 1): void {
    for (let time = 0; time < times; time++) this.#failures.push({of, error});
  }

  /** Ends every open watch: cleanly, or with an error. */
  endWatches(error?: Error): void {
    const open = [...this.#watches];
    this.#watches.clear();
    for (const watch of open) watch.end(error);
  }

  async page(_path: string, options: PageOptions, signal?: AbortSignal): Promise<Page> {
    this.calls.push(
      `list limit=${options.limit}${options.continue === undefined ? '' : ` continue=${options.continue}`}`,
    );
    signal?.throwIfAborted();
    this.#failIfTold('list');
    const from = Number(options.continue ?? 0);
    const all = [...this.#objects.values()];
    const items = all.slice(from, from + options.limit);
    const end = from + items.length;
    const page = {
      items,
      resourceVersion: this.version,
      continue: end < all.length ? String(end) : undefined,
      bytes: items.length * 1000,
    };
    await this.beforePage();
    return page;
  }

  async watch(_path: string, options: WatchOptions, signal: AbortSignal): Promise<AsyncGenerator<WatchEvent>> {
    this.calls.push(`watch from=${options.resourceVersion}`);
    this.watchOptions.push(options);
    signal.throwIfAborted();
    this.#failIfTold('watch');
    const at = this.#history.findIndex(({version}) => version === options.resourceVersion);
    if (at < 0) throw new ApiError(410, {reason: 'Expired', message: 'too old resource version'});
    return this.#open(
      this.#history.slice(at + 1).map(({event}) => event),
      signal,
    );
  }

  async *#open(missed: readonly WatchEvent[], signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const queue = [...missed];
    let wake = (): void => undefined;
    const ended: {readonly error?: Error | undefined}[] = [];
    const watch: OpenWatch = {
      push: event => {
        queue.push(event);
        wake();
      },
      end: error => {
        ended.push({error});
        wake();
      },
    };
    const abort = (): void => watch.end(signal.reason as Error);
    signal.addEventListener('abort', abort);
    this.#watches.add(watch);
    try {
      while (ended.length === 0 || queue.length > 0) {
        for (let event = queue.shift(); event !== undefined; event = queue.shift()) yield event;
        if (ended.length === 0) await new Promise<void>(resolve => (wake = resolve));
      }
      if (ended[0]?.error !== undefined) throw ended[0].error;
    } finally {
      this.#watches.delete(watch);
      signal.removeEventListener('abort', abort);
    }
  }

  #record(version: string, event: WatchEvent): void {
    this.#history.push({version, event});
    for (const watch of this.#watches) watch.push(event);
  }

  #failIfTold(of: 'list' | 'watch'): void {
    const index = this.#failures.findIndex(failure => failure.of === of);
    if (index >= 0) throw this.#failures.splice(index, 1)[0]?.error ?? new Error('unreachable');
  }
}

/** Name of an object of the collection. */
export function nameOf(object: JsonObject): string {
  return stringAt(object, 'metadata', 'name') ?? '';
}

function bookmark(version: string): WatchEvent {
  return {type: 'BOOKMARK', object: {metadata: {resourceVersion: version}}};
}
