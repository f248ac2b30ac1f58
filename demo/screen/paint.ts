import {styleText} from 'node:util';

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<string, Style>> = {
  converted: 'green',
  delegated: 'green',
  native: 'green',
  finished: 'green',
  rolling: 'yellow',
  stuck: 'yellow',
  pending: 'cyan',
  blocked: 'red',
  failed: 'red',
  skipped: 'dim',
};

/** Colours a cell by the state that it holds. */
export function paintState(cell: string): string {
  const style = STYLES[cell.trim()];
  return style === undefined ? cell : styleText(style, cell);
}
