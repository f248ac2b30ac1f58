import {UserError} from '../src/runtime/errors.ts';

/** What `make bench` is asked for. */
export interface Request {
  /** Names of scenarios, in the order in which they run. */
  readonly only: readonly string[];
  /** Whether their parts of docs/performance.md are written. */
  readonly write: boolean;
  readonly scale: number;
}

/**
 * Reads ONLY (names, with commas), WRITE (1) and SCALE (a part of every size, for a try) from the environment.
 * @throws UserError
 */
export function readRequest(
  environment: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): Request {
  const only = (environment['ONLY'] ?? '').split(',').filter(name => name !== '');
  const unknown = only.find(name => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`There is no scenario "${unknown}". There are: ${known.join(', ')}.`);
  }
  const scale = Number(environment['SCALE'] || 1);
  if (!(scale > 0 && scale <= 1)) throw new UserError('SCALE is a part of every size: more than 0, at most 1.');
  const write = environment['WRITE'] === '1';
  if (write && scale !== 1) throw new UserError('WRITE=1 writes the numbers of the full size: leave out SCALE.');
  return {only: known.filter(name => only.length === 0 || only.includes(name)), write, scale};
}
