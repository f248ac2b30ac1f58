import {styleText} from 'node:util';
import type {Io} from '../io.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Puts a text into colour, or leaves it as it is where nobody would see it. */
export type Paint = (style: Style, text: string) => string;

export const inColour: Paint = (style, text) => styleText(style, text, {validateStream: false});
export const withoutColour: Paint = (_style, text) => text;

/** In colour only at a terminal, and not where NO_COLOR is set (https://no-color.org). */
export function paintFor({stdout, env}: Pick<Io, 'stdout' | 'env'>): Paint {
  return stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '' ? inColour : withoutColour;
}
