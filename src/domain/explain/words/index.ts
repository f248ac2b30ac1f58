import type {ConditionType} from '../../../api/reasons.ts';
import {conditionMeanings, conditionReasonMeanings} from './conditions.ts';
import {eventMeanings} from './events.ts';
import {stateReasonMeanings} from './state-reasons.ts';
import {stateMeanings} from './states.ts';
import type {Meaning, Word} from './word.ts';
import {workaroundMeanings} from './workarounds.ts';

/**
 * What users see beside the codes of findings: states, conditions, their reasons and Events, in the order of their page,
 * and the ids of workarounds. A word can be there several times.
 */
export const WORDS: readonly Word[] = [
  ...Object.entries(stateMeanings).map(([word, said]): Word => ({word, place: {type: 'State'}, ...said})),
  ...Object.entries(stateReasonMeanings).map(([word, {states, ...said}]): Word => ({
    word,
    place: {type: 'StateReason', states},
    ...said,
  })),
  ...(Object.keys(conditionMeanings) as ConditionType[]).flatMap(ofCondition),
  ...Object.entries(eventMeanings).map(([word, {level, on, ...said}]): Word => ({
    word,
    place: {type: 'Event', level, on},
    ...said,
  })),
  ...Object.entries(workaroundMeanings).map(([word, said]): Word => ({word, place: {type: 'Workaround'}, ...said})),
];

function ofCondition(condition: ConditionType): readonly Word[] {
  const reasons = Object.entries<Meaning & {readonly status: string}>(conditionReasonMeanings[condition]);
  return [
    {word: condition, place: {type: 'Condition'}, ...conditionMeanings[condition]},
    ...reasons.map(([word, {status, ...said}]): Word => ({
      word,
      place: {type: 'ConditionReason', condition, status},
      ...said,
    })),
  ];
}
