import {valueOf, type Given} from '../args/read-args.ts';
import {ExitCode, highest} from '../exit-code.ts';
import type {Io} from '../io.ts';
import {screenOf} from '../output/screen.ts';
import {isDataFormat, writeData} from '../output/write-data.ts';
import {writeUnreadable} from '../output/write-unreadable.ts';
import {writeProblems} from '../output/write-problems.ts';
import {changeEntry} from '../report/change-entry.ts';
import {countsOf} from '../report/counts.ts';
import {entryOf} from '../report/entry.ts';
import {liveData} from '../report/live-data.ts';
import {planText} from '../report/plan-text.ts';
import {changeOf} from '../verdict/change-of.ts';
import {look, type Looked} from '../verdict/look.ts';
import {isWhole} from '../verdict/live.ts';

/** `outrigger plan`: the decision about each workload, with the change. */
export async function plan(given: Given, io: Io): Promise<ExitCode> {
  const looked = await look(given.words, given, io);
  const format = valueOf(given, 'output');
  if (isDataFormat(format)) writeData(planData(looked), format, io);
  else io.stdout.write(planText(looked, screenOf(io)));
  writeProblems(looked.gathered.problems, io);
  writeUnreadable(looked.live, io);
  return exitCodeOf(looked);
}

function planData({gathered, verdicts, live}: Looked) {
  return {
    kind: 'Plan',
    version: 1,
    ...(live === undefined ? {} : liveData(live)),
    workloads: verdicts.map(verdict => ({...entryOf(verdict), ...changeEntry(verdict)})),
    counts: countsOf(verdicts),
    problems: gathered.problems.map(({origin, message}) => ({...origin, message})),
  };
}

function exitCodeOf({gathered, verdicts, live}: Looked): ExitCode {
  return highest([
    gathered.problems.length > 0 || !isWhole(live) ? ExitCode.Error : ExitCode.Fine,
    verdicts.some(({outcome}) => outcome === 'Blocked') ? ExitCode.Blocked : ExitCode.Fine,
    verdicts.some(verdict => changeOf(verdict) !== undefined) ? ExitCode.Changes : ExitCode.Fine,
  ]);
}
