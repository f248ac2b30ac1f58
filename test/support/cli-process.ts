import {spawn} from 'node:child_process';
import {join} from 'node:path';
import type {CliEnd} from './run-cli.ts';

const COMMAND = join(import.meta.dirname, '..', '..', 'bin', 'outrigger');

/** Runs the command line as a process of its own, without anything of the person at the keyboard. */
export async function runCliProcess(
  argv: readonly string[],
  {stdin = '', env = {}}: {readonly stdin?: string; readonly env?: Readonly<Record<string, string>>} = {},
): Promise<CliEnd> {
  const child = spawn(COMMAND, argv, {env: {PATH: process.env['PATH'], ...env}});
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // It may end without reading.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  return {code: code ?? -1, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString()};
}
