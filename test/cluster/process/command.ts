import {spawn} from 'node:child_process';

export interface CommandOptions {
  readonly input?: string | Buffer;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** kills the program */
  readonly signal?: AbortSignal;
}

/** Runs a program to its end. Resolves with what it printed, rejects with what it complained of. */
export async function run(command: readonly string[], options: CommandOptions = {}): Promise<string> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {cwd: options.cwd, env: options.env ?? process.env, signal: options.signal});
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  // A program may end without reading its input; its exit code tells more than the broken pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (code === 0) return Buffer.concat(output).toString();
  const complaint = Buffer.concat(complaints).toString().trim();
  throw new Error(complaint === '' ? `${file} ended with code ${String(code)} and no message` : complaint);
}
