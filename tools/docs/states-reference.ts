import {WORDS} from '../../src/domain/explain/words/index.ts';
import type {Place, Word} from '../../src/domain/explain/words/word.ts';
import type {GeneratedFile} from '../write-generated.ts';

/** `docs/reference/states.md`: the words of a policy's status, the log and Events, what they mean and what to do. */
export function statesReference(): GeneratedFile {
  const parts = [
    BANNER,
    '# States, conditions and Events',
    INTRO,
    '## States of a workload',
    STATES,
    table(['state', 'means', 'reasons', 'what to do'], placed('State').map(stateRow)),
    '## Reasons of a state',
    table(['reason', 'state', 'means', 'what to do'], placed('StateReason').map(stateReasonRow)),
    '## Conditions of a policy',
    CONDITIONS,
    ...placed('Condition').flatMap(conditionParts),
    '## Events',
    table(['reason', 'type', 'on', 'means', 'what to do'], placed('Event').map(eventRow)),
  ];
  return {path: 'docs/reference/states.md', text: `${parts.join('\n\n')}\n`};
}

const BANNER =
  '<!-- Generated from src/domain/explain/words/ by tools/generate-docs.ts (npm run generate). Do not edit. -->';

const INTRO = [
  'What the operator says of workloads and policies. `outrigger explain WORD` prints any of these, too. The codes of',
  '[findings](findings.md) have a page of their own; [operating](../operating.md#reading-a-policy) says where all of them',
  'are seen.',
].join('\n');

const STATES =
  'The first that applies, in this order. `selected` counts all but skipped, `done` is native + converted + delegated.';

const CONDITIONS = 'All three are always there.';

type Placed<Type extends Place['type']> = Word & {readonly place: Extract<Place, {type: Type}>};

function placed<Type extends Place['type']>(type: Type): readonly Placed<Type>[] {
  return WORDS.filter((each): each is Placed<Type> => each.place.type === type);
}

function stateRow({word, meaning, todo}: Word): readonly string[] {
  const reasons = placed('StateReason').filter(({place}) => place.states.some(state => state === word));
  return [code(word), meaning, reasons.map(each => code(each.word)).join(', '), todo];
}

function stateReasonRow({word, place, meaning, todo}: Placed<'StateReason'>): readonly string[] {
  return [code(word), place.states.map(code).join(', '), meaning, todo];
}

function conditionParts({word, meaning, todo}: Word): readonly string[] {
  const reasons = placed('ConditionReason').filter(({place}) => place.condition === word);
  const rows = reasons.map(each => [code(each.word), each.place.status, each.meaning, each.todo]);
  return [`### ${word}`, `${meaning} ${todo}`, table(['reason', 'status', 'means', 'what to do'], rows)];
}

function eventRow({word, place, meaning, todo}: Placed<'Event'>): readonly string[] {
  return [code(word), place.level, place.on, meaning, todo];
}

function code(word: string): string {
  return `\`${word}\``;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}
