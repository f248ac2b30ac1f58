import {wrap} from '../output/wrap.ts';
import {COMMANDS, commandOf, type CommandName} from './command.ts';
import {optionOf, type OptionName} from './option.ts';

const WIDTH = 80;

/** What `outrigger --help` prints, or `outrigger COMMAND --help`. */
export function cliHelp(command?: CommandName): string {
  return command === undefined ? overview() : helpOf(command);
}

function overview(): string {
  const rows = [
    ...Object.entries(COMMANDS).map(([name, {summary}]) => [name, summary] as const),
    ['run', 'the operator: works in a cluster until it is stopped'] as const,
  ];
  return [
    'outrigger: classic sidecars of Kubernetes workloads become native ones.',
    '',
    'Usage: outrigger COMMAND …',
    '',
    ...rows.map(([name, summary]) => `  ${name.padEnd(10)}${summary}`),
    '',
    'outrigger COMMAND --help says more. outrigger --version prints the version.',
    '',
    EXIT_CODES,
    '',
  ].join('\n');
}

const EXIT_CODES = 'Exit codes: 0 fine, 1 plan found changes, 2 blocked, 3 error; the highest wins.';

function helpOf(name: CommandName): string {
  const {usage, live, details, options, outputs} = commandOf(name);
  const usages = [...new Set([usage, live?.usage ?? usage])];
  return [
    ...usages.map((each, index) => `${index === 0 ? 'Usage:' : '      '} ${usageLine(name, each)}`),
    '',
    ...wrap(details, WIDTH),
    '',
    ...[...options, 'help' as const].flatMap(option => describe(option, outputs)),
    '',
    EXIT_CODES,
    '',
  ].join('\n');
}

function usageLine(name: string, usage: string): string {
  return ['outrigger', name, ...(usage === '' ? [] : [usage]), '[options]'].join(' ');
}

function describe(name: OptionName, outputs: readonly string[]): readonly string[] {
  const {short, placeholder, help} = optionOf(name);
  const flags = `${short === undefined ? '' : `-${short}, `}--${name}`;
  const value = name === 'output' ? outputs.join('|') : placeholder;
  return [`  ${flags}${value === undefined ? '' : ` ${value}`}`, ...wrap(help, WIDTH - 6).map(line => `      ${line}`)];
}
