import {isWorkloadKind, WORKLOAD_KINDS, type WorkloadKind} from '../../domain/workload.ts';
import {valueOf, type Given} from '../args/read-args.ts';
import {ExitCode} from '../exit-code.ts';
import type {Io} from '../io.ts';
import {plain} from '../output/plain.ts';
import {screenOf} from '../output/screen.ts';
import {similarTo} from '../output/similar.ts';
import {isDataFormat, writeData} from '../output/write-data.ts';
import {writeProblems} from '../output/write-problems.ts';
import {entryOf} from '../report/entry.ts';
import {undoingOf, whyText} from '../report/why-text.ts';
import {look, namespaceFrom} from '../verdict/look.ts';
import type {Verdict} from '../verdict/verdict.ts';
import {changeEntry} from './plan.ts';

/** `outrigger why`: one workload explained. */
export async function why(given: Given, io: Io): Promise<ExitCode> {
  const [word = '', ...paths] = given.words;
  const wanted = subjectFrom(word, namespaceFrom(given));
  if (wanted === undefined) {
    io.stderr.write(
      `"${plain(word)}" is not KIND/NAMESPACE/NAME, where KIND is one of ${WORKLOAD_KINDS.join(', ')}.\n`,
    );
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
  if (isDataFormat(format)) writeData(whyData(matching), format, io);
  else io.stdout.write(matching.map(verdict => whyText(verdict, screenOf(io))).join('\n'));
  return gathered.problems.length > 0 ? ExitCode.Error : ExitCode.Fine;
}

const SHORT: Readonly<Record<string, WorkloadKind>> = {
  deploy: 'Deployment',
  sts: 'StatefulSet',
  ds: 'DaemonSet',
  cj: 'CronJob',
  po: 'Pod',
};

/** `Kind/namespace/name`; kinds also in lower case, in the plural and by their short names, as kubectl takes them. */
function subjectFrom(word: string, namespace: string): string | undefined {
  const parts = word.split('/');
  const [first = '', ...rest] = parts;
  const lower = first.toLowerCase();
  const kind =
    SHORT[lower] ?? WORKLOAD_KINDS.find(each => [each, `${each}s`].some(form => form.toLowerCase() === lower));
  if (kind === undefined || !isWorkloadKind(kind) || rest.some(part => part === '')) return undefined;
  if (rest.length === 1) return [kind, namespace, ...rest].join('/');
  return rest.length === 2 ? [kind, ...rest].join('/') : undefined;
}

function missing(wanted: string, verdicts: readonly Verdict[]): string {
  const close = similarTo(
    wanted,
    verdicts.map(({subject}) => subject),
  );
  const hint = close.length > 0 ? ` Did you mean ${close.join(' or ')}?` : ' outrigger plan PATH… lists what is there.';
  return plain(`There is no ${wanted} among the files.${hint}`);
}

function whyData(verdicts: readonly Verdict[]) {
  return {
    kind: 'Why',
    version: 1,
    workloads: verdicts.map(verdict => ({
      ...entryOf(verdict),
      ...changeEntry(verdict),
      undoing: undoingOf(verdict),
    })),
  };
}
