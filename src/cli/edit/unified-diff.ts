import {styleText} from 'node:util';
import {createTwoFilesPatch, FILE_HEADERS_ONLY} from 'diff';

interface DiffOptions {
  /** Name of the file, as it is shown. */
  readonly name: string;
  /** With the colours of a terminal. */
  readonly colour: boolean;
}

/** The difference of two texts as `diff -u` shows it; empty where there is none. */
export function unifiedDiff(before: string, after: string, {name, colour}: DiffOptions): string {
  if (before === after) return '';
  const patch = createTwoFilesPatch(name, name, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  const lines = patch.split('\n');
  return (colour ? lines.map(coloured) : lines).join('\n');
}

function coloured(line: string, index: number): string {
  const format = index < 2 ? 'bold' : FORMATS[line.charAt(0)];
  // Whether there is colour is the caller's to decide: it knows NO_COLOR and the terminal.
  return format === undefined ? line : styleText(format, line, {validateStream: false});
}

const FORMATS: Readonly<Record<string, 'red' | 'green' | 'cyan'>> = {'-': 'red', '+': 'green', '@': 'cyan'};
