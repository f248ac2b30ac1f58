import {goalText, valueText, verdictOf} from './measurement.ts';
import type {Section} from './section.ts';
import {table} from './table.ts';

/** A scenario in Markdown: what was done, and the goal, measured and verdict of each line. */
export function sectionText({name, about, measurements, skipped}: Section): string {
  const rows = measurements.map(each => [each.what, goalText(each), valueText(each), verdictOf(each), each.note ?? '']);
  const body =
    skipped === undefined ? table(['what', 'goal', 'measured', 'verdict', 'how'], rows) : `Skipped: ${skipped}.`;
  return `### ${name}\n\n${about}\n\n${body}\n`;
}
