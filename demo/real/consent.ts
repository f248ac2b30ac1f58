import {createInterface} from 'node:readline/promises';
import {UserError} from '../../src/runtime/errors.ts';

/**
 * Asks whether to go on; anything but yes is no.
 * @throws UserError where there is nobody to ask.
 */
export async function askToGoOn(signal: AbortSignal): Promise<'Yes' | 'No'> {
  const {stdin: input, stdout: output} = process;
  if (!input.isTTY || !output.isTTY) {
    throw new UserError('Nothing was started: there is no terminal to ask on. YES=1 answers beforehand.');
  }
  const asking = createInterface({input, output});
  // In a question Ctrl-C is a key, not a signal.
  const stopped = new AbortController();
  asking.on('SIGINT', () => stopped.abort());
  try {
    const answer = await asking.question('Go on? [y/N] ', {signal: AbortSignal.any([signal, stopped.signal])});
    return ['y', 'yes'].includes(answer.trim().toLowerCase()) ? 'Yes' : 'No';
  } catch {
    output.write('\n');
    return 'No';
  } finally {
    asking.close();
  }
}
