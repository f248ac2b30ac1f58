import {podSpecPointer} from '../../domain/workload.ts';
import {valueOf, type Given} from '../args/read-args.ts';
import {ExitCode, highest} from '../exit-code.ts';
import type {Io} from '../io.ts';
import {screenOf} from '../output/screen.ts';
import {isDataFormat, writeData} from '../output/write-data.ts';
import {writeProblems} from '../output/write-problems.ts';
import {countsOf} from '../report/counts.ts';
import {entryOf} from '../report/entry.ts';
import {planText} from '../report/plan-text.ts';
import {changeOf} from '../verdict/change-of.ts';
import {look, type Looked} from '../verdict/look.ts';
import type {Verdict} from '../verdict/verdict.ts';

/** `outrigger plan`: the decision about each workload, with the change. */
export async function plan(given: Given, io: Io): Promise<ExitCode> {
  const looked = await look(given.words, given, io);
  const format = valueOf(given, 'output');
  if (isDataFormat(format)) writeData(planData(looked), format, io);
  else io.stdout.write(planText(looked.verdicts, screenOf(io)));
  writeProblems(looked.gathered.problems, io);
  return exitCodeOf(looked);
}

function planData({gathered, verdicts}: Looked) {
  return {
    kind: 'Plan',
    version: 1,
    workloads: verdicts.map(verdict => ({...entryOf(verdict), ...changeEntry(verdict)})),
    counts: countsOf(verdicts),
    problems: gathered.problems.map(({origin, message}) => ({...origin, message})),
  };
}

/**
 * Operations are relative to the pod template's spec, whose place in the object is beside them; annotations are those
 * that the template gets.
 */
export function changeEntry(verdict: Verdict) {
  const conversion = changeOf(verdict);
  if (conversion === undefined) return {};
  const {set} = conversion.switches;
  return {
    change: {
      path: podSpecPointer(verdict.found.workload.kind),
      operations: conversion.operations,
      spec: conversion.spec,
      ...(set.length === 0 ? {} : {annotations: Object.fromEntries(set.map(annotation => [annotation, 'true']))}),
    },
  };
}

function exitCodeOf({gathered, verdicts}: Looked): ExitCode {
  return highest([
    gathered.problems.length > 0 ? ExitCode.Error : ExitCode.Fine,
    verdicts.some(({outcome}) => outcome === 'Blocked') ? ExitCode.Blocked : ExitCode.Fine,
    verdicts.some(verdict => changeOf(verdict) !== undefined) ? ExitCode.Changes : ExitCode.Fine,
  ]);
}
