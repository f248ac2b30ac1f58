import type {ConditionType, WorkloadState} from '../../../api/reasons.ts';

/** What a word in a policy's status, an Event or the log means, for people who see it there. Sentences in Markdown. */
export interface Meaning {
  readonly meaning: string;
  readonly todo: string;
}

/** Where a word is seen. */
export type Place =
  | {readonly type: 'State'}
  | {readonly type: 'StateReason'; readonly states: readonly WorkloadState[]}
  | {readonly type: 'Condition'}
  | {
      readonly type: 'ConditionReason';
      readonly condition: ConditionType;
      /** Of the condition, with this reason. */
      readonly status: string;
    }
  | {
      readonly type: 'Event';
      readonly level: 'Normal' | 'Warning';
      /** The objects that have it, e.g. `workload, policy`. */
      readonly on: string;
    }
  | {readonly type: 'Workaround'};

/** One word with its meaning; the same word can be seen in several places. */
export interface Word extends Meaning {
  readonly word: string;
  readonly place: Place;
}
