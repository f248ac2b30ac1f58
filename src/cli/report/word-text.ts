import type {Place, Word} from '../../domain/explain/words/word.ts';
import type {Screen} from '../output/screen.ts';
import {renderTable} from '../output/table.ts';
import {wrap} from '../output/wrap.ts';

/** What one word means, and where it is seen. */
export function wordText({word, place, meaning, todo}: Word, {width, paint}: Screen): string {
  const parts = [
    `${paint('bold', word)}  ${placeText(place)}`,
    wrap(meaning, width).join('\n'),
    `${paint('bold', 'What to do')}\n${wrap(todo, width).join('\n')}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function placeText(place: Place): string {
  switch (place.type) {
    case 'State':
      return 'a state of a workload';
    case 'StateReason':
      return `a reason of the state ${place.states.join(' or ')}`;
    case 'Condition':
      return 'a condition of a policy';
    case 'ConditionReason':
      return `a reason of the condition ${place.condition} (${place.status})`;
    case 'Event':
      return `an Event (${place.level}) on ${place.on}`;
    case 'Workaround':
      return 'a workaround';
  }
}

/** All words as a table, with the first sentence of each. */
export function wordList(words: readonly Word[], {width, paint}: Screen): string {
  const rows = words.map(({word, place, meaning}) => [word, shortPlace(place), firstSentence(meaning)]);
  const columns = [{title: 'word'}, {title: 'seen as'}, {title: 'in short', narrow: 'wrap' as const}];
  return renderTable({columns, rows}, width, paint);
}

function shortPlace(place: Place): string {
  if (place.type === 'StateReason') return `reason (${place.states.join(', ')})`;
  if (place.type === 'ConditionReason') return `reason (${place.condition})`;
  return place.type === 'Event' ? 'Event' : place.type.toLowerCase();
}

function firstSentence(text: string): string {
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text;
}
