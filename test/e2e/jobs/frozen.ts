import {readdirSync, readFileSync} from 'node:fs';
import type {Cluster} from '../../cluster/cluster.ts';
import {eventually} from '../../support/eventually.ts';

/** Keeps processes from running, and whatever they would do from happening, until they are thawed. */
export class Frozen {
  readonly #ids: readonly number[];

  private constructor(ids: readonly number[]) {
    this.#ids = ids;
  }

  static async process(id: number): Promise<Frozen> {
    process.kill(id, 'SIGSTOP');
    return new Frozen([id]).#stopped('the process');
  }

  /**
   * The kubelet of a test cluster's node. The nsenter before it stops with it, by itself and a little later, and must
   * not be thawed before it has: it would then stay stopped for ever.
   */
  static async kubelet({directory}: Cluster): Promise<Frozen> {
    const found = numbersIn('/proc').filter(id =>
      commandOf(id).some(word => word.startsWith(`--root-dir=${directory}/`)),
    );
    const isParent = (id: number): boolean => commandOf(id)[0]?.endsWith('nsenter') === true;
    const parents = found.filter(isParent);
    for (const id of found) if (!isParent(id)) process.kill(id, 'SIGSTOP');
    return new Frozen([...parents, ...found]).#stopped('the kubelet');
  }

  /** Waits until all of them have; if not, none stays stopped. */
  async #stopped(what: string): Promise<this> {
    try {
      await eventually(`${what} has stopped`, () => this.#ids.length > 0 && this.#ids.every(isStopped));
    } catch (error) {
      this.thaw();
      throw error;
    }
    return this;
  }

  thaw(): void {
    for (const id of this.#ids) process.kill(id, 'SIGCONT');
  }
}

function numbersIn(directory: string): readonly number[] {
  return readdirSync(directory)
    .filter(name => /^\d+$/.test(name))
    .map(Number);
}

function commandOf(id: number): readonly string[] {
  return contentOf(id, 'cmdline').split('\0');
}

function isStopped(id: number): boolean {
  return /^State:\s+T/m.test(contentOf(id, 'status'));
}

/** Empty: the process has ended meanwhile. */
function contentOf(id: number, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
