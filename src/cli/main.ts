import {errorMessage, UserError} from '../runtime/errors.ts';
import {VERSION} from '../version.ts';
import type {CommandName} from './args/command.ts';
import {readArgs, type Given} from './args/read-args.ts';
import {ExitCode} from './exit-code.ts';
import type {Io} from './io.ts';

type Run = (given: Given, io: Io) => Promise<ExitCode>;

/** Each command is loaded when it is asked for, so that none waits for the parts of others. */
const RUNS: Readonly<Record<CommandName, () => Promise<Run>>> = {
  scan: async () => (await import('./commands/scan.ts')).scan,
  plan: async () => (await import('./commands/plan.ts')).plan,
  why: async () => (await import('./commands/why.ts')).why,
  convert: async () => (await import('./commands/convert.ts')).convert,
  revert: async () => (await import('./commands/revert.ts')).revert,
  status: async () => (await import('../live/status/status.ts')).status,
  pause: async () => (await import('../live/pause/pause.ts')).pause,
  resume: async () => (await import('../live/pause/resume.ts')).resume,
  uninstall: async () => (await import('../live/uninstall/uninstall.ts')).uninstall,
  explain: async () => (await import('./commands/explain.ts')).explain,
};

/**
 * The command line. Total: whatever happens, there is an exit code and at the most a sentence on
 * standard error.
 * @param argv without the program, e.g. `['plan', 'shop.yaml']`
 * @returns `Operator` where the operator is asked for, which reads its own arguments
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode | 'Operator'> {
  try {
    const request = readArgs(argv);
    switch (request.type) {
      case 'Operator':
        return 'Operator';
      case 'Version':
        io.stdout.write(`${VERSION}\n`);
        return ExitCode.Fine;
      case 'Help':
        io.stdout.write((await import('./args/help.ts')).cliHelp(request.command));
        return ExitCode.Fine;
      case 'Mistaken':
        io.stderr.write(`${request.problems.join('\n')}\n`);
        return ExitCode.Error;
      case 'Command':
        return await (
          await RUNS[request.command]()
        )(request.given, io);
    }
  } catch (error) {
    if (error instanceof UserError) {
      io.stderr.write(`${error.message}\n`);
      return ExitCode.Error;
    }
    io.stderr.write(`This is a mistake of Outrigger's own, please report it: ${errorMessage(error)}\n`);
    return ExitCode.Error;
  }
}

/** The process: only here are its streams, variables and exit code known. */
async function start(): Promise<void> {
  const {argv, env, stdin, stdout, stderr} = process;
  // Whoever reads the answer may have seen enough, as `head` has.
  stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? undefined : ExitCode.Error),
  );
  const code = await main(argv.slice(2), {stdin, stdout, stderr, env, cwd: process.cwd()});
  if (code === 'Operator') await import('../main.ts');
  else process.exitCode = code;
}

if (import.meta.main) await start();
