import type {Display} from './display.ts';
import {PlainDisplay} from './plain-display.ts';
import {TerminalDisplay} from './terminal-display.ts';

/** Drawn in place where somebody looks at a terminal, else one line after the other. */
export function createDisplay(stream: NodeJS.WriteStream): Display {
  return stream.isTTY && process.env['TERM'] !== 'dumb' ? new TerminalDisplay(stream) : new PlainDisplay(stream);
}
