interface Entry {
  readonly key: string;
  readonly since: number;
}

/** Keys in the order of a time, oldest first: a binary heap, in which replaced entries stay until they surface. */
export class OldestFirst {
  readonly #since = new Map<string, number>();
  readonly #heap: Entry[] = [];

  get size(): number {
    return this.#since.size;
  }

  /** Adds a key, or moves it. */
  set(key: string, since: number): void {
    if (this.#since.get(key) === since) return;
    this.#since.set(key, since);
    this.#heap.push({key, since});
    this.#rise(this.#heap.length - 1);
  }

  delete(key: string): void {
    this.#since.delete(key);
    if (this.#since.size === 0) this.#heap.length = 0;
  }

  /** Takes the oldest key out; of equally old ones the first by name. */
  shift(): string | undefined {
    for (let entry = this.#pop(); entry !== undefined; entry = this.#pop()) {
      if (this.#since.get(entry.key) !== entry.since) continue;
      this.#since.delete(entry.key);
      return entry.key;
    }
    return undefined;
  }

  #pop(): Entry | undefined {
    const [top] = this.#heap;
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return top;
  }

  #rise(from: number): void {
    for (
      let at = from, parent = (at - 1) >> 1;
      at > 0 && this.#swapIfOlder(at, parent);
      at = parent, parent = (at - 1) >> 1
    );
  }

  #sink(from: number): void {
    for (
      let at = from, child = this.#olderChild(at);
      child !== undefined && this.#swapIfOlder(child, at);
      child = this.#olderChild(at)
    ) {
      at = child;
    }
  }

  #olderChild(at: number): number | undefined {
    const [left, right] = [this.#heap[2 * at + 1], this.#heap[2 * at + 2]];
    if (left === undefined) return undefined;
    return right !== undefined && isOlder(right, left) ? 2 * at + 2 : 2 * at + 1;
  }

  #swapIfOlder(lower: number, upper: number): boolean {
    const [low, high] = [this.#heap[lower], this.#heap[upper]];
    if (low === undefined || high === undefined || !isOlder(low, high)) return false;
    this.#heap[lower] = high;
    this.#heap[upper] = low;
    return true;
  }
}

function isOlder(a: Entry, b: Entry): boolean {
  return a.since < b.since || (a.since === b.since && a.key < b.key);
}
