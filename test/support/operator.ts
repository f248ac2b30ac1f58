import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {eventually} from './eventually.ts';

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

export interface OperatorOptions {
  readonly kubeconfig: string;
  /** Further flags of `outrigger run`. */
  readonly flags?: readonly string[];
}

const ROOT = join(import.meta.dirname, '..', '..');

/** The operator as a process of its own, started as users start it. Stop or kill it in the test's own clean-up. */
export class Operator {
  readonly lines: LogLine[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'close');
    if (child.stderr === null) throw new Error('the operator has no standard error');
    createInterface({input: child.stderr}).on('line', line => this.#take(line));
  }

  /** Resolves when it works. */
  static async start({kubeconfig, flags = []}: OperatorOptions): Promise<Operator> {
    const operator = Operator.spawn({kubeconfig, flags});
    await eventually('the operator works', () => {
      operator.#mustLive();
      return operator.lines.some(line => line.message === 'working');
    });
    return operator;
  }

  /** Does not wait for anything. */
  static spawn({kubeconfig, flags = []}: OperatorOptions): Operator {
    const args = [
      'run',
      '--kubeconfig',
      kubeconfig,
      '--metrics-address',
      '127.0.0.1:0',
      '--log-format',
      'json',
      ...flags,
    ];
    const {KUBECONFIG: _, ...env} = process.env;
    // The very process, without npm or a shell between, so that signals reach it.
    const child = spawn(process.execPath, [join(ROOT, 'src', 'main.ts'), ...args], {
      env,
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    const reap = (): void => void child.kill('SIGKILL');
    process.once('exit', reap);
    child.once('close', () => process.off('exit', reap));
    return new Operator(child);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Base URL of /metrics, /healthz and /readyz. */
  get url(): string {
    const line = this.lines.find(({message}) => message === 'serving metrics and health');
    return String(line?.['url']);
  }

  /** The value of one series, its labels in the order of the page; undefined: there is no such series. */
  async metric(series: string): Promise<number | undefined> {
    const page = await (await fetch(`${this.url}/metrics`)).text();
    const line = page.split('\n').find(each => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length + 1));
  }

  /** Shows its log, for whoever wonders why a test failed. */
  tell(): void {
    for (const line of this.lines) console.error(JSON.stringify(line));
  }

  /** SIGTERM; answers the exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    await this.#ended;
    return this.#child.exitCode;
  }

  /** SIGKILL, as a machine that loses power. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #take(line: string): void {
    try {
      this.lines.push(JSON.parse(line) as LogLine);
    } catch {
      // Not a log line: what Node or the program wrote when it failed.
      this.lines.push({level: 'error', message: line});
    }
  }

  #mustLive(): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) return;
    throw new Error(`the operator has ended: ${this.lines.map(line => JSON.stringify(line)).join('\n')}`);
  }
}
