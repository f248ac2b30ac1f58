import {main} from '../../src/cli/main.ts';

export interface CliEnd {
  readonly code: number | 'Operator';
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliScene {
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** A person looks at standard output, which has this many columns. */
  readonly terminal?: number;
}

/** Runs the command line in this process. */
export async function runCli(argv: readonly string[], scene: CliScene = {}): Promise<CliEnd> {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const code = await main(argv, {
    stdin: chunks(scene.stdin ?? ''),
    stdout: {
      write: text => stdout.push(text),
      ...(scene.terminal !== undefined && {isTTY: true, columns: scene.terminal}),
    },
    stderr: {write: text => stderr.push(text)},
    env: scene.env ?? {},
    cwd: scene.cwd ?? '/',
  });
  return {code, stdout: stdout.join(''), stderr: stderr.join('')};
}

async function* chunks(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  // In two parts, which may end within a character.
  yield bytes.subarray(0, bytes.length / 2);
  yield bytes.subarray(bytes.length / 2);
}
