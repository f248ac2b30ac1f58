import {plain} from '../../cli/output/plain.ts';
import {plural} from '../../cli/report/counts.ts';
import {UserError} from '../../runtime/errors.ts';
import type {Connection} from '../connection.ts';
import {putBack} from '../revert/put-back.ts';
import {markedNow} from './survey.ts';

/**
 * Puts back whatever bears marks, one after the other, without waiting for pods.
 * @throws UserError where some cannot be: what keeps them must not be removed then
 */
export async function putBackAll(connection: Connection, tell: (line: string) => void): Promise<void> {
  const refused: string[] = [];
  const {converted} = await markedNow(connection);
  for (const candidate of converted) {
    const outcome = await putBack(connection.rest, candidate);
    if (outcome.type === 'Refused') refused.push(`${candidate.key} (${outcome.message})`);
    else tell(`${candidate.key}: ${outcome.type === 'Done' ? 'put back' : 'is not there any more'}.`);
  }
  if (refused.length === 0) return;
  throw new UserError(
    plain(
      `${plural(refused.length, 'workload')} could not be put back, so nothing more was removed: ${refused.join('; ')}. Say it again when that is solved, or with --keep.`,
    ),
  );
}
