import type {Verdict} from '../../domain/workarounds/workaround.ts';
import type {Entry} from './entry.ts';
import type {ScanData} from './scan-data.ts';

/** One row for each workload that has a sidecar, or something that a native one makes useless: a list to work through. */
export type Backlog = readonly (readonly string[])[];

/** The first row has the titles. */
export function backlogOf({workloads, groups}: ScanData): Backlog {
  const grouped = groups !== undefined;
  const rows = workloads
    .filter(each => each.sidecars.length + workaroundsIn(each, 'Removable', 'Advice').length > 0)
    .map(each => [
      ...(grouped ? [each.group ?? ''] : []),
      each.kind,
      each.namespace,
      each.name,
      each.outcome,
      each.sidecars.map(({name}) => name).join(' '),
      [...new Set(each.findings.filter(({severity}) => severity !== 'info').map(({code}) => code))].join(' '),
      workaroundsIn(each, 'Removable').join(' '),
      workaroundsIn(each, 'Advice').join(' '),
      each.file,
      String(each.line ?? ''),
    ]);
  return [grouped ? ['group', ...TITLES] : TITLES, ...rows];
}

const TITLES = ['kind', 'namespace', 'name', 'outcome', 'sidecars', 'findings', 'removable', 'advice', 'file', 'line'];

/** Ids of the workarounds with one of these verdicts. */
function workaroundsIn({workarounds}: Entry, ...verdicts: readonly Verdict[]): readonly string[] {
  return [...new Set(workarounds.filter(({verdict}) => verdicts.includes(verdict)).map(({id}) => id))];
}

/** As RFC 4180 has it, with line feeds. */
export function csvText(backlog: Backlog): string {
  return backlog.map(row => `${row.map(csvField).join(',')}\n`).join('');
}

/** What begins like a formula would be one in a spreadsheet; a quotation mark in front keeps it a text. */
function csvField(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function markdownText([titles = [], ...rows]: Backlog): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownCell).join(' | ')} |\n`;
  return line(titles) + `| ${titles.map(() => '---').join(' | ')} |\n` + rows.map(line).join('');
}

function markdownCell(value: string): string {
  return value.replaceAll(/[\\|`*_<>[\]]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');
}
