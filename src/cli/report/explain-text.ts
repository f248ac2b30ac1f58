import type {FindingCode, Severity} from '../../api/codes.ts';
import type {Explanation} from '../../domain/explain/explanation.ts';
import type {Screen} from '../output/screen.ts';
import {renderTable} from '../output/table.ts';
import {wrap} from '../output/wrap.ts';
import {SEVERITY_STYLES} from './styles.ts';

/** A finding code with its page entry. */
export interface Explained extends Explanation {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** A policy may name it in `spec.acknowledge`. */
  readonly acknowledgeable: boolean;
  /** False: it is for a check to come. */
  readonly raised: boolean;
}

const SEVERITIES: Readonly<Record<Severity, string>> = {block: 'blocks', warn: 'warning', info: 'information'};

/** One entry as text. The Markdown of tables and lists stays in lines of its own. */
export function explanationText(entry: Explained, {width, paint}: Screen): string {
  const {code, severity, acknowledgeable, raised, title, meaning, why, todo, example} = entry;
  const acknowledged = acknowledgeable ? ', can be acknowledged in a policy' : '';
  const head = `${paint('bold', code)}  ${paint(SEVERITY_STYLES[severity], SEVERITIES[severity])}${acknowledged}`;
  const parts = [
    head,
    ...(raised ? [] : ['This version does not raise it: it is for a check to come.']),
    paint('bold', title),
    paragraphs(meaning, width),
    `${paint('bold', 'Why it matters')}\n${paragraphs(why, width)}`,
    `${paint('bold', 'What to do')}\n${paragraphs(todo, width)}`,
    `${paint('bold', 'Example')}\n${example.trim().replaceAll(/^/gm, '    ')}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Lines that are a table's or a list's keep their own ends; others are wrapped. */
function paragraphs(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap(line => (/^\s*[|*-]/.test(line) ? [line] : wrap(line, width)))
    .join('\n');
}

/** All codes as a table. */
export function codeList(all: readonly Explained[], {width, paint}: Screen): string {
  const rows = all
    .filter(({raised}) => raised)
    .map(({code, severity, title}) => [code, {text: severity, style: SEVERITY_STYLES[severity]}, title]);
  const columns = [{title: 'code'}, {title: 'severity'}, {title: 'in short', narrow: 'wrap' as const}];
  return renderTable({columns, rows}, width, paint);
}
