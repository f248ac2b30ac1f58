/** What a reconcile asks for next. A thrown error asks for a retry as well, and is logged. */
export type Result =
  /** Nothing until something changes. */
  | {readonly type: 'Done'}
  /** Look again after this time at the latest. */
  | {readonly type: 'After'; readonly seconds: number}
  /** Expected to pass soon (a lost race, say): again after a delay that grows with each retry. `reason` is for the log. */
  | {readonly type: 'Retry'; readonly reason: string}
  /**
   * All was done but for what failed: reported and tried again as if the error had been thrown, and looked at again
   * after `seconds` at the latest.
   */
  | {readonly type: 'Failed'; readonly error: Error; readonly seconds: number | undefined};

export const DONE: Result = {type: 'Done'};

export function after(seconds: number): Result {
  return {type: 'After', seconds};
}

export function retry(reason: string): Result {
  return {type: 'Retry', reason};
}
