import type {Workaround} from '../../domain/workarounds/workaround.ts';
import {valueOf, type Given} from '../args/read-args.ts';
import {editText} from '../edit/edit-text.ts';
import {ExitCode, highest} from '../exit-code.ts';
import {whereIs, type Problem} from '../input/origin.ts';
import type {Io} from '../io.ts';
import {plain} from '../output/plain.ts';
import {isDataFormat, writeData} from '../output/write-data.ts';
import {writeProblems} from '../output/write-problems.ts';
import {look} from '../verdict/look.ts';
import type {Verdict} from '../verdict/verdict.ts';
import {editedFiles, type EditedFile} from './edited-files.ts';
import {deliver, type Way} from './deliver.ts';
import {handOver} from './hand-over.ts';
import {rewriteData, type RewriteData} from './rewrite-data.ts';
import type {WantedWorkload} from './wanted-documents.ts';

/** What becomes of one workload of a file. */
export type Rewrite =
  | {readonly type: 'Same'}
  | {readonly type: 'Blocked'}
  | {
      readonly type: 'Changed';
      readonly wanted: WantedWorkload;
      /** The workarounds that go, as they are found in the manifest. */
      readonly removed: readonly Workaround[];
      /** What could not be put back as it was, a sentence each. */
      readonly notes: readonly string[];
    };

export interface Rewritten {
  readonly verdict: Verdict;
  readonly rewrite: Rewrite;
}

/** What a command rewrites manifests for. */
export interface Rewriting {
  /** Of its answer for programs. */
  readonly kind: RewriteData['kind'];
  readonly decide: (verdict: Verdict) => Rewrite;
}

/**
 * Rewrites the manifests that are given: to standard output, to the files, or as a comparison. Where anything cannot be
 * read or edited, nothing is written and nothing printed but comparisons.
 */
export async function rewrite(given: Given, io: Io, {kind, decide}: Rewriting): Promise<ExitCode> {
  const way = wayOf(given);
  const mistake = mistakeIn(given, way);
  if (mistake !== undefined) {
    io.stderr.write(`${mistake}\n`);
    return ExitCode.Error;
  }
  const {gathered, verdicts} = await look(given.words, given, io);
  const rewritten = verdicts.map(verdict => ({verdict, rewrite: decide(verdict)}));
  const wanted = rewritten.flatMap(({rewrite: one}) => (one.type === 'Changed' ? [one.wanted] : []));
  const {files, problems: unedited} = editedFiles(gathered, wanted, editText);
  const problems: readonly Problem[] = [...gathered.problems, ...unedited];
  writeProblems(problems, io);
  for (const one of rewritten) for (const line of linesOf(one)) io.stderr.write(`${plain(line)}\n`);
  const isStopped = problems.length > 0 && way !== 'Diff';
  if (isStopped) io.stderr.write('Nothing was changed.\n');
  const result: Result = {files: isStopped ? [] : files, way, problems, rewritten};
  const format = valueOf(given, 'output');
  return highest([
    problems.length > 0 ? ExitCode.Error : ExitCode.Fine,
    rewritten.some(({rewrite: {type}}) => type === 'Blocked') ? ExitCode.Blocked : ExitCode.Fine,
    isDataFormat(format) ? await answer(kind, result, format, io) : await show(result, isStopped, io),
  ]);
}

interface Result {
  readonly files: readonly EditedFile[];
  readonly way: Way;
  readonly problems: readonly Problem[];
  readonly rewritten: readonly Rewritten[];
}

async function show({files, way}: Result, isStopped: boolean, io: Io): Promise<ExitCode> {
  return isStopped ? ExitCode.Error : deliver(files, way, io);
}

/** The whole answer for programs, also where nothing was changed. */
async function answer(
  kind: RewriteData['kind'],
  {files, way, problems, rewritten}: Result,
  format: 'json' | 'yaml',
  io: Io,
): Promise<ExitCode> {
  const handed = await handOver(files, way, io.cwd);
  writeProblems(handed.problems, io);
  const all = [...problems, ...handed.problems];
  writeData(rewriteData(kind, rewritten, {files: handed.files, problems: all}), format, io);
  return handed.problems.length > 0 ? ExitCode.Error : ExitCode.Fine;
}

function wayOf(given: Given): Way {
  if (valueOf(given, 'in-place') !== undefined) return 'InPlace';
  return valueOf(given, 'diff') === undefined ? 'Print' : 'Diff';
}

function mistakeIn({words, options}: Given, way: Way): string | undefined {
  if (way !== 'InPlace') return undefined;
  if (options.has('diff')) return '--in-place writes and --diff only shows: give one of them.';
  return words.includes('-') ? 'Standard input is no file that could be written: leave --in-place out.' : undefined;
}

function linesOf({verdict: {found, subject, findings}, rewrite: one}: Rewritten): readonly string[] {
  const where = `${whereIs(found.origin)}: ${subject}`;
  if (one.type === 'Changed') return one.notes.map(note => `${where}: ${note}`);
  if (one.type === 'Same') return [];
  const codes = [...new Set(findings.filter(({severity}) => severity === 'block').map(({code}) => code))];
  const [code = ''] = codes;
  return [`${where} stays as it is, blocked by ${codes.join(', ')}: outrigger explain ${code} says what to do.`];
}
