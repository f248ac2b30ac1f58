import {parseArgs} from 'node:util';
import {similarTo} from '../output/similar.ts';
import {COMMANDS, commandOf, isCommandName, type CliCommand, type CommandName} from './command.ts';
import {CLI_OPTIONS, optionOf, type OptionName} from './option.ts';

/** What the user asks for. */
export type Request =
  | {readonly type: 'Operator'}
  | {readonly type: 'Version'}
  | {readonly type: 'Help'; readonly command?: CommandName}
  | {readonly type: 'Command'; readonly command: CommandName; readonly given: Given}
  /** One sentence each. */
  | {readonly type: 'Mistaken'; readonly problems: readonly string[]};

/** The words and options of one command. */
export interface Given {
  readonly words: readonly string[];
  /** All values of each option; a switch that is on has `true`. */
  readonly options: ReadonlyMap<OptionName, readonly string[]>;
}

/** Reads the arguments without the program (`process.argv.slice(2)`); never throws. */
export function readArgs(args: readonly string[]): Request {
  // The operator has flags of its own, its --help and --version included.
  if (args[0] === 'run') return {type: 'Operator'};
  const {words, options, problems} = sort(args);
  const [first, second] = words;
  if (first === 'help') return help(second);
  if (options.has('help')) return help(first);
  if (options.has('version')) return {type: 'Version'};
  if (first === undefined) return problems.length > 0 ? {type: 'Mistaken', problems} : {type: 'Help'};
  if (!isCommandName(first)) return {type: 'Mistaken', problems: [noCommand(first)]};
  const given = {words: words.slice(1), options};
  const all = [...problems, ...problemsOf(first, given)];
  return all.length > 0 ? {type: 'Mistaken', problems: all} : {type: 'Command', command: first, given};
}

/** The last value of an option that counts once. */
export function valueOf({options}: Given, name: OptionName): string | undefined {
  return options.get(name)?.at(-1);
}

function help(word: string | undefined): Request {
  return word !== undefined && isCommandName(word) ? {type: 'Help', command: word} : {type: 'Help'};
}

interface Sorted extends Given {
  readonly problems: readonly string[];
}

function sort(args: readonly string[]): Sorted {
  const {tokens} = parseArgs({args: [...args], options: parserOptions(), strict: false, tokens: true});
  const words: string[] = [];
  const problems: string[] = [];
  const options = new Map<OptionName, readonly string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const read = readOption(token);
    if (read.type === 'Problem') problems.push(read.sentence);
    else options.set(read.name, [...(options.get(read.name) ?? []), read.value]);
  }
  return {words, options, problems};
}

function parserOptions() {
  const each = Object.keys(CLI_OPTIONS).map(name => {
    const {placeholder, short} = optionOf(name as OptionName);
    const type = placeholder === undefined ? 'boolean' : 'string';
    return [name, {type, ...(short !== undefined && {short})}] as const;
  });
  return Object.fromEntries(each);
}

type Read =
  | {readonly type: 'Value'; readonly name: OptionName; readonly value: string}
  | {readonly type: 'Problem'; readonly sentence: string};

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
}

function readOption({name, rawName, value}: OptionToken): Read {
  if (!isOptionName(name)) {
    const close = similarTo(
      rawName,
      Object.keys(CLI_OPTIONS).map(known => `--${known}`),
    );
    return problem(`There is no option ${rawName}${close.length > 0 ? `; did you mean ${close.join(' or ')}?` : '.'}`);
  }
  const {placeholder, check} = optionOf(name);
  if (placeholder === undefined) {
    return value === undefined ? {type: 'Value', name, value: 'true'} : problem(`--${name} takes no value.`);
  }
  if (value === undefined || value === '' || value.startsWith('--')) {
    return problem(`--${name} needs a value: --${name} ${placeholder}.`);
  }
  if (check !== undefined && !check.pattern.test(value)) return problem(`--${name} "${value}": ${check.sentence}.`);
  return {type: 'Value', name, value};
}

function problem(sentence: string): Read {
  return {type: 'Problem', sentence};
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(CLI_OPTIONS, name);
}

function noCommand(word: string): string {
  const close = similarTo(word, [...Object.keys(COMMANDS), 'run']);
  const hint = close.length > 0 ? `did you mean ${close.join(' or ')}?` : 'outrigger --help lists them.';
  return `There is no command "${word}"; ${hint}`;
}

function problemsOf(name: CommandName, given: Given): readonly string[] {
  const command = commandOf(name);
  return [
    ...wordProblems(name, command, given),
    ...optionProblems(name, command, given),
    ...liveProblems(given, command),
  ];
}

/** Whether a cluster is to be looked at. */
export function isLive({live}: Pick<CliCommand, 'live'>, {options}: Pick<Given, 'options'>): boolean {
  return live?.when === 'Always' || options.has('live');
}

function wordProblems(name: string, command: CliCommand, given: Given): readonly string[] {
  const words = isLive(command, given) ? (command.live?.words ?? command.words) : command.words;
  if (given.words.length < words.least) return [words.missing];
  const extra = given.words.slice(words.most === Number.POSITIVE_INFINITY ? given.words.length : words.most);
  return extra.map(word => `"${word}" is one word too many: outrigger ${name} --help shows what it takes.`);
}

function optionProblems(name: string, command: CliCommand, given: Given): readonly string[] {
  return [...given.options].flatMap(([option, values]) => {
    if (!command.options.includes(option)) {
      return [`outrigger ${name} has no option --${option}; outrigger ${name} --help lists them.`];
    }
    const {values: known} = optionOf(option);
    const allowed = option === 'output' ? command.outputs : known;
    const wrong = values.filter(value => allowed !== undefined && !allowed.includes(value));
    return wrong.map(value => `--${option} "${value}": must be one of ${allowed?.join(', ')}.`);
  });
}

const LIVE_ONLY: ReadonlySet<OptionName> = new Set(['all-namespaces', 'kubeconfig', 'context', 'yes']);
/** Of commands that change files. */
const FILES_ONLY: ReadonlySet<OptionName> = new Set(['in-place', 'diff']);

function liveProblems(given: Given, command: CliCommand): readonly string[] {
  const {options} = given;
  const both = options.has('all-namespaces') && options.has('namespace');
  const live = isLive(command, given);
  const known = command.live === undefined ? [] : [...options.keys()];
  return [
    ...known.filter(name => live && FILES_ONLY.has(name)).map(name => `--${name} is about files: leave --live out.`),
    ...known
      .filter(name => !live && LIVE_ONLY.has(name))
      .map(name => `--${name} is about a cluster: give --live with it.`),
    ...(both ? ['--namespace names one namespace, --all-namespaces means all: give one of them.'] : []),
  ];
}
