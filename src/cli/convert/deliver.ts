import {ExitCode} from '../exit-code.ts';
import {isOfInterest} from '../input/parse-text.ts';
import type {Io} from '../io.ts';
import {paintFor} from '../output/paint.ts';
import {plain} from '../output/plain.ts';
import {unifiedDiff} from '../output/unified-diff.ts';
import {writeFiles} from '../output/write-files.ts';
import {writeProblems} from '../output/write-problems.ts';
import type {EditedFile} from './edited-files.ts';
import {joinedTexts} from './joined-texts.ts';

export type Way = 'Print' | 'Diff' | 'InPlace';

/** Hands over the files as they are to be, in the way that was asked for. */
export async function deliver(files: readonly EditedFile[], way: Way, io: Io): Promise<ExitCode> {
  if (way === 'InPlace') return writeChanged(files, io);
  return way === 'Diff' ? showDifferences(files, io) : print(files, io);
}

async function writeChanged(files: readonly EditedFile[], io: Io): Promise<ExitCode> {
  const changed = files.filter(({before, after}) => before !== after);
  const {written, problems} = await writeFiles(changed, io.cwd);
  for (const file of written) io.stdout.write(`${plain(file)} changed\n`);
  writeProblems(problems, io);
  if (changed.length === 0) io.stderr.write('There is nothing to change.\n');
  return problems.length > 0 ? ExitCode.Error : ExitCode.Fine;
}

function showDifferences(files: readonly EditedFile[], io: Io): ExitCode {
  const paint = paintFor(io);
  for (const {file, before, after} of files) {
    io.stdout.write(unifiedDiff(before, after, {name: plain(file), paint}));
  }
  return ExitCode.Fine;
}

function print(files: readonly EditedFile[], io: Io): ExitCode {
  // What a folder happens to hold beside manifests is not asked for.
  const texts = files.filter(({before: text, named}) => isOfInterest({text, named})).map(({after}) => after);
  const joined = joinedTexts(texts);
  if (joined === undefined) {
    io.stderr.write('Several files with JSON among them make no one text: use --in-place, --diff or one file.\n');
    return ExitCode.Error;
  }
  io.stdout.write(joined);
  return ExitCode.Fine;
}
