import {variableOf, type Option} from './option.ts';
import {OPTIONS} from './options.ts';

const WIDTH = 100;
const INDENT = ' '.repeat(6);

/** What `outrigger run --help` prints. */
export function helpText(): string {
  const options = Object.values<Option<unknown>>(OPTIONS).map(describe);
  return [
    'outrigger: turns the classic sidecars of a Kubernetes cluster into native ones, as policies say.',
    '',
    'Usage: outrigger run [flags]',
    '',
    'run works until SIGINT or SIGTERM.',
    'Each flag can also be set by the variable beside it; the flag wins.',
    '',
    ...options,
    '  --help',
    wrap('Print this.'),
    '',
    '  --version',
    wrap('Print the version.'),
    '',
  ].join('\n');
}

function describe(option: Option<unknown>): string {
  const value = option.placeholder === undefined ? '' : ` ${option.placeholder}`;
  const byDefault = option.default === undefined ? '' : ` Default: ${option.default}.`;
  return `  --${option.flag}${value}  (${variableOf(option)})\n${wrap(option.help + byDefault)}\n`;
}

function wrap(text: string): string {
  const lines: string[] = [];
  let line = INDENT;
  for (const word of text.split(' ')) {
    if (line.length + word.length > WIDTH) {
      lines.push(line.trimEnd());
      line = INDENT;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}
