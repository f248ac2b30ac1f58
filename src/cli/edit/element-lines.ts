import type {Context} from './context.ts';
import {editItem} from './edit-item.ts';
import type {Origin} from './leaving.ts';
import {isInline, printInline} from './print-value.ts';
import {printBehind} from './replace-value.ts';
import {indented} from './source.ts';
import {spliced} from './splice.ts';

interface Element {
  readonly wanted: unknown;
  /** Where it stands now, if it only moves. */
  readonly origin: Origin | undefined;
}

/** The lines of an element of a list whose dashes stand in the column. */
export function elementLines(context: Context, {wanted, origin}: Element, column: number): string {
  const {source, style} = context;
  if (origin === undefined || origin.flow || !source.isFirstOnLine(origin.item.start)) {
    const text = isInline(wanted)
      ? ` ${printInline(wanted, style)}`
      : printBehind(context, wanted, {kind: 'element', column});
    return `${' '.repeat(column)}-${text}${source.eol}`;
  }
  const {item, old} = origin;
  const from = source.column(item.start);
  const edits = editItem(
    context,
    item,
    {old, wanted},
    {column: from, kind: 'element', flow: false, leaving: new Map()},
  );
  return indented(spliced(source.text, edits, item.from, item.to), column - from);
}
