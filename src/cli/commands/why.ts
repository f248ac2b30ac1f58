import {noSubject, subjectFrom} from '../args/subject.ts';
import {valueOf, type Given} from '../args/read-args.ts';
import {ExitCode} from '../exit-code.ts';
import type {Io} from '../io.ts';
import {plain} from '../output/plain.ts';
import {screenOf} from '../output/screen.ts';
import {similarTo} from '../output/similar.ts';
import {isDataFormat, writeData} from '../output/write-data.ts';
import {writeProblems} from '../output/write-problems.ts';
import {whyEntries} from '../report/why-data.ts';
import {whyText} from '../report/why-text.ts';
import {look, namespaceFrom} from '../verdict/look.ts';
import type {Verdict} from '../verdict/verdict.ts';

/** `outrigger why`: one workload explained, from files or from a cluster. */
export async function why(given: Given, io: Io): Promise<ExitCode> {
  if (given.options.has('live')) return (await import('../../live/why/why-live.ts')).whyLive(given, io);
  const [word = '', ...paths] = given.words;
  const wanted = subjectFrom(word, namespaceFrom(given));
  if (wanted === undefined) {
    io.stderr.write(`${plain(noSubject(word))}\n`);
    return ExitCode.Error;
  }
  const {gathered, verdicts} = await look(paths, given, io);
  writeProblems(gathered.problems, io);
  const matching = verdicts.filter(({subject}) => subject === wanted);
  if (matching.length === 0) {
    io.stderr.write(`${missing(wanted, verdicts)}\n`);
    return ExitCode.Error;
  }
  const format = valueOf(given, 'output');
  if (isDataFormat(format)) writeData({kind: 'Why', version: 1, workloads: whyEntries(matching)}, format, io);
  else io.stdout.write(matching.map(verdict => whyText(verdict, screenOf(io))).join('\n'));
  return gathered.problems.length > 0 ? ExitCode.Error : ExitCode.Fine;
}

function missing(wanted: string, verdicts: readonly Verdict[]): string {
  const close = similarTo(
    wanted,
    verdicts.map(({subject}) => subject),
  );
  const hint = close.length > 0 ? ` Did you mean ${close.join(' or ')}?` : ' outrigger plan PATH… lists what is there.';
  return plain(`There is no ${wanted} among the files.${hint}`);
}
