import {whereIs, type Problem} from '../input/origin.ts';
import type {Io} from '../io.ts';
import {plain} from './plain.ts';

/** One line to standard error for each thing that could not be read. */
export function writeProblems(problems: readonly Problem[], {stderr}: Pick<Io, 'stderr'>): void {
  for (const {origin, message} of problems) stderr.write(`${plain(`${whereIs(origin)}: ${message}`)}\n`);
}
