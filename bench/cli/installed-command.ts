import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, dirname, join} from 'node:path';
import type {Bench} from '../bench.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PEAK_MEMORY = join(import.meta.dirname, 'peak-memory.js');
/** What is installed: no sources, no packages. */
const PARTS = ['bin', 'dist', 'package.json'];

/** One run of a command, from the start of its process to its end. */
export interface CommandRun {
  readonly ms: number;
  readonly stdout: string;
}

/** The command line as it is installed, in a folder of its own. `npm run build` makes the bundle. */
export class InstalledCommand {
  readonly #folder = mkdtempSync(join(tmpdir(), 'outrigger-bench-cli-'));
  readonly #signal: AbortSignal;

  constructor({signal}: Pick<Bench, 'signal'>) {
    if (!existsSync(join(ROOT, 'dist', 'cli.js'))) throw new Error('There is no bundle: run npm run build first.');
    for (const part of PARTS) cpSync(join(ROOT, part), join(this.#folder, part), {recursive: true});
    this.#signal = signal;
  }

  /** @throws Error when it ends with anything but 0 */
  async run(args: readonly string[]): Promise<CommandRun> {
    const {ms, stdout} = await this.#run(args);
    return {ms, stdout};
  }

  /** MB that a run has in memory at most. */
  async peak(args: readonly string[]): Promise<number> {
    const {stderr} = await this.#run(args, {NODE_OPTIONS: `--import=${PEAK_MEMORY}`});
    return (Number(/^peak memory: (\d+) KiB$/m.exec(stderr)?.[1]) * 1024) / 1e6;
  }

  remove(): void {
    rmSync(this.#folder, {recursive: true, force: true});
  }

  async #run(args: readonly string[], extra: NodeJS.ProcessEnv = {}): Promise<CommandRun & {readonly stderr: string}> {
    // This process runs on the project's Node; the machine's own may be another one.
    const env = {PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter), ...extra};
    const began = performance.now();
    const child = spawn(join(this.#folder, 'bin', 'outrigger'), args, {
      env,
      signal: this.#signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = Promise.all([textOf(child.stdout), textOf(child.stderr)]);
    const [code] = (await once(child, 'close')) as [number | null];
    const ms = performance.now() - began;
    const [stdout, stderr] = await texts;
    if (code !== 0) throw new Error(`outrigger ${args.join(' ')} ended with ${code}: ${stderr}`);
    return {ms, stdout, stderr};
  }
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
