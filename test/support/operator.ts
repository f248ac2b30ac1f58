import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {eventually} from './eventually.ts';

export interface LogLine {
  readonly level: string;
  readonly message: string;
  /** When it was read here, in milliseconds on the monotonic clock. */
  readonly seenAt: number;
  readonly [field: string]: unknown;
}

export interface OperatorOptions {
  readonly kubeconfig: string;
  /** Further flags of `outrigger run`. */
  readonly flags?: readonly string[];
  /** Its heap can be measured (`heap.ts`); as in the image, nothing is optimized, so that it holds no code made by time. */
  readonly inspect?: boolean;
  /** How far its wall clock is ahead of the machine's, in milliseconds. */
  readonly clockAhead?: number;
  /** Default: from the sources, with nothing set. */
  readonly program?: OperatorProgram;
}

/** What Node is to run, and how. */
export interface OperatorProgram {
  /** Node's own flags and the script. */
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Runs it as in a pod, and needs no kubeconfig: a command that executes what follows it. */
  readonly pod?: readonly string[];
}

/** What Node says when a process is started with an inspector. */
const INSPECTOR = /^(Debugger (listening|attached|ending)|For help, see: https:\/\/nodejs)/;

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCES: OperatorProgram = {command: [join(ROOT, 'src', 'main.ts')], environment: {}};
const SHIFTED_CLOCK = new URL('shifted-clock.ts', import.meta.url).href;

/** None outlives the tests. */
const running = new Set<ChildProcess>();
process.once('exit', killOperators);

/** Those that failed tests have left: while one runs, mocha waits for it and never ends. */
export function killOperators(): void {
  running.forEach(child => child.kill('SIGKILL'));
}

/** The operator as a process of its own, started as users start it. Stop or kill it in the test's own clean-up. */
export class Operator {
  readonly lines: LogLine[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #inspector: string | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'close');
    if (child.stderr === null) throw new Error('the operator has no standard error');
    createInterface({input: child.stderr}).on('line', line => this.#take(line));
  }

  /** Resolves when it works. */
  static async start(options: OperatorOptions): Promise<Operator> {
    const operator = Operator.spawn(options);
    try {
      await operator.works();
    } catch (error) {
      // Nobody else could end it.
      await operator.kill();
      throw error;
    }
    return operator;
  }

  /** Does not wait for anything. */
  static spawn({
    kubeconfig,
    flags = [],
    inspect = false,
    clockAhead = 0,
    program = SOURCES,
  }: OperatorOptions): Operator {
    const args = [
      'run',
      ...(program.pod === undefined ? ['--kubeconfig', kubeconfig] : []),
      '--metrics-address',
      '127.0.0.1:0',
      '--log-format',
      'json',
      ...flags,
    ];
    const {KUBECONFIG: _, ...env} = process.env;
    // The very process, without npm or a shell between, so that signals reach it.
    const inspector = inspect ? ['--inspect=127.0.0.1:0', '--no-opt', '--no-maglev'] : [];
    const clock = clockAhead === 0 ? [] : ['--import', `${SHIFTED_CLOCK}?ms=${clockAhead}`];
    const node = [process.execPath, ...inspector, ...clock, ...program.command, ...args];
    const [first = '', ...rest] = [...(program.pod ?? []), ...node];
    const child = spawn(first, rest, {
      env: {...env, ...program.environment},
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    running.add(child);
    child.once('close', () => running.delete(child));
    return new Operator(child);
  }

  /** Resolves when it works. */
  async works(seconds?: number): Promise<void> {
    const works = (): boolean => {
      if (this.lines.some(line => line.message === 'working')) return true;
      this.mustLive();
      return false;
    };
    await eventually('the operator works', works, seconds);
  }

  /** URL of its inspector, where it was started with one. */
  get inspector(): string {
    if (this.#inspector === undefined) throw new Error('the operator has no inspector');
    return this.#inspector;
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
    return this.ended();
  }

  /** Waits until it has ended; answers the exit code. */
  async ended(): Promise<number | null> {
    await this.#ended;
    return this.#child.exitCode;
  }

  /** SIGSTOP: it stands still in the middle of whatever it does, until `resume`. */
  suspend(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** SIGKILL, as a machine that loses power. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #take(line: string): void {
    this.#inspector ??= /^Debugger listening on (ws:.*)$/.exec(line)?.[1];
    if (INSPECTOR.test(line)) return;
    try {
      this.lines.push({...(JSON.parse(line) as LogLine), seenAt: performance.now()});
    } catch {
      // Not a log line: what Node or the program wrote when it failed.
      this.lines.push({level: 'error', message: line, seenAt: performance.now()});
    }
  }

  /** @throws Error when it has ended, with what it said. */
  mustLive(): void {
    if (this.#child.exitCode === null && this.#child.signalCode === null) return;
    throw new Error(`the operator has ended: ${this.lines.map(line => JSON.stringify(line)).join('\n')}`);
  }
}
