import {createTwoFilesPatch, FILE_HEADERS_ONLY} from 'diff';
import type {Paint, Style} from './paint.ts';

interface DiffOptions {
  /** Name of the file, as it is shown. */
  readonly name: string;
  readonly paint: Paint;
}

/** The difference of two texts as `diff -u` shows it; empty where there is none. */
export function unifiedDiff(before: string, after: string, {name, paint}: DiffOptions): string {
  if (before === after) return '';
  const patch = createTwoFilesPatch(name, name, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  const painted = (line: string, index: number): string => {
    const style = index < 2 ? 'bold' : STYLES[line.charAt(0)];
    return style === undefined ? line : paint(style, line);
  };
  return patch.split('\n').map(painted).join('\n');
}

const STYLES: Readonly<Record<string, Style>> = {'-': 'red', '+': 'green', '@': 'cyan'};
