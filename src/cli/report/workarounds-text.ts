import {WORKAROUND_TITLES} from '../../domain/workarounds/titles.ts';
import type {Workaround} from '../../domain/workarounds/workaround.ts';
import {plain} from '../output/plain.ts';
import type {Screen} from '../output/screen.ts';
import {cut} from '../output/width.ts';
import {wrap} from '../output/wrap.ts';
import {VERDICT_STYLES} from './styles.ts';

/** Workarounds as text: what and where, the words that were found, and what to do. */
export function printWorkarounds(workarounds: readonly Workaround[], {width, paint}: Screen): string {
  return workarounds
    .map(({id, verdict, message, path, evidence}) => {
      const word = paint(VERDICT_STYLES[verdict], verdict.toLowerCase());
      const head = `  ${word} ${paint('bold', id)} (${WORKAROUND_TITLES[id]})  ${plain(path)}\n`;
      const words = plain(evidence.replaceAll(/\s+/g, ' '));
      const lines = [paint('dim', cut(words, width - 8)), ...wrap(plain(message), width - 8)];
      return head + lines.map(line => `        ${line}\n`).join('');
    })
    .join('');
}
