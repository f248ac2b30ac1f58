import {UserError} from '../../src/runtime/errors.ts';

const DEFAULT = 30;
/** Fewer samples than this makes say nothing. */
const LEAST = 2;

/** @throws UserError */
export function readMinutes(text: string | undefined): number {
  const minutes = Number(text === undefined || text === '' ? DEFAULT : text);
  if (!(minutes >= LEAST)) throw new UserError(`MINUTES is how long the churn goes on: a number of at least ${LEAST}.`);
  return minutes;
}
