import {join} from 'node:path';
import type {Cluster} from '../../cluster/cluster.ts';
import {run} from '../../cluster/process/command.ts';
import {builtModule} from '../../cluster/programs/build-module.ts';
import type {GoModule} from '../../cluster/programs/modules.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';
import {TEST_BUILDER} from '../../support/test-builder.ts';

/** Where the command `outrigger` is. */
const COMMANDS = join(import.meta.dirname, '..', '..', '..', 'bin');

/** The real Helm, with a home of its own: no settings, plugins or caches of whoever runs the tests. */
export class Helm {
  readonly #program: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #home = new TemporaryFolder();

  private constructor(program: string, kubeconfig: string) {
    this.#program = program;
    this.#environment = {
      PATH: `${COMMANDS}:${process.env['PATH'] ?? ''}`,
      HOME: this.#home.path,
      KUBECONFIG: kubeconfig,
    };
  }

  /** Builds it if that was not done yet. */
  static async of(module: GoModule, {kubeconfig}: Cluster): Promise<Helm> {
    return new Helm(join(await builtModule(module, TEST_BUILDER), 'helm'), kubeconfig);
  }

  /** Resolves with what it printed, rejects with what it complained of. */
  async run(...args: readonly string[]): Promise<string> {
    return run([this.#program, ...args], {env: this.#environment});
  }

  remove(): void {
    this.#home.remove();
  }
}
