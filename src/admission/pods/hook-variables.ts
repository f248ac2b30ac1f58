import {CATALOG} from '../../domain/catalog/catalog.ts';
import {DURATION, LONGEST_SCRIPT, SHELL_PROGRAM, SLEEP_PROGRAM, SLEEP_SCRIPT} from '../../domain/prestop.ts';
import {allOf, anyOf, firstOf, type Case} from '../cel/logic.ts';
import {celPattern, celString} from '../cel/text.ts';
import {variable, type Variable} from '../cel/variable.ts';
import {jsonOf} from './json-text.ts';
import {perContainer} from './per-container.ts';
import {isGovernedBy, type UnitRule} from './rules.ts';

/** For each container of `containers` what becomes of its hooks. */
export function hookVariables(rules: readonly UnitRule[]): readonly Variable[] {
  return [
    variable(
      'sleep',
      "A preStop hook that only sleeps: its seconds or its command, as in the record; else ''.",
      perContainer(firstOf(SLEEPS, "''")),
    ),
    {name: 'dropsPreStop', expression: perContainer(dropsPreStop(rules))},
    {name: 'dropsPostStart', expression: perContainer(dropsPostStart(rules))},
    variable('dropped', 'What is removed of each, by its path in the container.', perContainer(DROPPED)),
  ];
}

const PRE_STOP = 'c.?lifecycle.?preStop';
export const POST_START = 'c.?lifecycle.?postStart';

/** What is removed, relative to the container: the whole lifecycle where nothing else is in it. */
const DROPPED = `[(variables.dropsPreStop[i] ? ['preStop'] : []) + (variables.dropsPostStart[i] ? ['postStart'] : [])].map(hooks,
  hooks.size() > 0 && hooks.size() == c.lifecycle.size() ? ['/lifecycle'] : hooks.map(hook, '/lifecycle/' + hook))[0]`;

/**
 * A preStop hook that does nothing but sleep, as the record has it: its seconds, or its command; '' where the hook does
 * more, or is none.
 */
const SLEEPS: readonly Case[] = [
  [`${PRE_STOP}.?sleep.hasValue()`, 'string(c.lifecycle.preStop.sleep.seconds)'],
  [
    `[${PRE_STOP}.?exec.?command.orValue([])].exists(command, ${anyOf([
      allOf(['command.size() == 2', fits('command[0]', SLEEP_PROGRAM), fits('command[1]', DURATION)]),
      allOf([
        'command.size() == 3',
        fits('command[0]', SHELL_PROGRAM),
        "command[1] == '-c'",
        `command[2].size() <= ${LONGEST_SCRIPT}`,
        fits('command[2]', SLEEP_SCRIPT),
      ]),
    ])})`,
    `'[' + c.lifecycle.preStop.exec.command.map(word, ${jsonOf('word')}).join(',') + ']'`,
  ],
];

function fits(text: string, pattern: RegExp): string {
  return `${text}.matches(${celPattern(pattern.source.replaceAll('\\/', '/'))})`;
}

function dropsPreStop(rules: readonly UnitRule[]): string {
  const auto = isGovernedBy(rules, ({rule}) => rule.preStop === 'Auto');
  const remove = isGovernedBy(rules, ({rule}) => rule.preStop === 'Remove');
  return anyOf([allOf([auto, "variables.sleep[i] != ''"]), allOf([remove, `${PRE_STOP}.hasValue()`])]);
}

/** A hook that only waits for its own product, which the startup gate does from now on. */
function dropsPostStart(rules: readonly UnitRule[]): string {
  const asked = isGovernedBy(rules, ({rule}) => rule.startup.gate === 'None');
  return allOf([anyOf([allOf([isGoverned(), "variables.gate[i] != 'None'"]), asked]), anyOf(CATALOG.flatMap(waits))]);
}

function isGoverned(): string {
  return 'variables.rule[i] >= 0';
}

function waits({id, waitsBy}: (typeof CATALOG)[number]): readonly string[] {
  const [program, ...words] = waitsBy ?? [];
  if (program === undefined) return [];
  const wait = allOf([
    `command.size() > ${words.length}`,
    `command[0].matches(${celPattern(`(?s)^(.*/)?${program}$`)})`,
    ...words.map((word, index) => `command[${index + 1}] == ${celString(word)}`),
    `command.slice(${words.length + 1}, command.size()).all(word, word.startsWith('-'))`,
  ]);
  return [
    `variables.profile[i] == ${celString(id)} && [${POST_START}.?exec.?command.orValue([])].exists(command, ${wait})`,
  ];
}
