import {
  ConditionType,
  DegradedReason,
  EventReason,
  ProgressingReason,
  ReadyReason,
  StateReason,
} from '../../src/api/reasons.ts';

/** Every word of a policy's conditions, of the states' reasons and of Events. */
export const STATUS_WORDS: readonly string[] = [
  ConditionType,
  ReadyReason,
  ProgressingReason,
  DegradedReason,
  StateReason,
  EventReason,
].flatMap(words => Object.values(words));
