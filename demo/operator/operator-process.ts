import {spawn, type ChildProcess, type StdioOptions} from 'node:child_process';
import {join} from 'node:path';

export interface OperatorOptions {
  /** Of `outrigger run`. */
  readonly flags: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Where its log goes: a file, or the screen. */
  readonly output: number | 'inherit';
}

export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Longer than the 10 s within which the operator ends in order. */
const PATIENCE_MS = 15_000;
const ROOT = join(import.meta.dirname, '..', '..');

/** The operator from this checkout, as a process of its own. It never outlives this one. */
export class OperatorProcess {
  readonly ended: Promise<End>;
  readonly #child: ChildProcess;

  constructor({flags, environment, output}: OperatorOptions) {
    const tie = join(import.meta.dirname, 'tied.ts');
    const stdio: StdioOptions = ['pipe', output, output];
    // A Ctrl-C in the terminal is for us to pass on, once and when its turn comes; so it gets a group of its own.
    this.#child = spawn(process.execPath, ['--import', tie, join(ROOT, 'src', 'main.ts'), 'run', ...flags], {
      cwd: ROOT,
      env: environment,
      stdio,
      detached: true,
    });
    this.ended = new Promise(resolve => {
      this.#child.once('error', () => resolve({code: 127, signal: null}));
      this.#child.once('close', (code, signal) => resolve({code, signal}));
    });
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Asks it to end, and waits until it has. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<End> {
    this.#child.kill(signal);
    const late = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE_MS);
    const end = await this.ended;
    clearTimeout(late);
    return end;
  }
}
