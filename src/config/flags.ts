import {parseArgs} from 'node:util';
import type {Option} from './option.ts';

/** The command line, sorted but not judged. */
export interface Flags {
  /** Words that belong to no flag, e.g. `run`. */
  readonly words: readonly string[];
  /** Value by flag; of a switch `true` or `false`. */
  readonly values: ReadonlyMap<string, string>;
  readonly help: boolean;
  readonly version: boolean;
  /** What cannot be understood, one sentence each. */
  readonly problems: readonly string[];
}

/** Sorts arguments; never throws. A flag that is given twice counts as the last one says. */
export function sortFlags(args: readonly string[], options: readonly Option<unknown>[]): Flags {
  const known = new Map(options.map(option => [option.flag, option]));
  const types = [...known.values()].map(
    option => [option.flag, {type: isSwitch(option) ? 'boolean' : 'string'} as const] as const,
  );
  const switches = {help: {type: 'boolean', short: 'h'}, version: {type: 'boolean'}} as const;
  const {tokens} = parseArgs({
    args: [...args],
    options: {...Object.fromEntries(types), ...switches},
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: string[] = [];
  const problems: string[] = [];
  const values = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option' || token.name === 'help' || token.name === 'version') continue;
    const read = readOption(token, known);
    if (read.type === 'Problem') problems.push(read.sentence);
    else values.set(read.flag, read.value);
  }
  const has = (name: string): boolean => tokens.some(token => token.kind === 'option' && token.name === name);
  return {words, values, help: has('help'), version: has('version'), problems};
}

type Read =
  | {readonly type: 'Value'; readonly flag: string; readonly value: string}
  | {readonly type: 'Problem'; readonly sentence: string};

function readOption(
  token: {readonly name: string; readonly rawName: string; readonly value?: string | undefined},
  known: ReadonlyMap<string, Option<unknown>>,
): Read {
  const negated = known.get(token.name.replace(/^no-/, ''));
  if (negated !== undefined && token.name.startsWith('no-') && isSwitch(negated))
    return {type: 'Value', flag: negated.flag, value: 'false'};
  const option = known.get(token.name);
  if (option === undefined)
    return {type: 'Problem', sentence: `There is no flag ${token.rawName}; outrigger run --help lists them.`};
  if (isSwitch(option)) return {type: 'Value', flag: option.flag, value: token.value ?? 'true'};
  if (token.value === undefined || token.value === '' || token.value.startsWith('--')) {
    return {type: 'Problem', sentence: `--${option.flag} needs a value: --${option.flag} ${option.placeholder ?? ''}`};
  }
  return {type: 'Value', flag: option.flag, value: token.value};
}

function isSwitch(option: Option<unknown>): boolean {
  return option.placeholder === undefined;
}
