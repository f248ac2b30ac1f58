import {isNotFound} from '../../kube/api-error.ts';
import {objectPath} from '../../kube/resources.ts';
import {sleep} from '../../runtime/clock.ts';
import type {Connection} from '../connection.ts';
import {isThere, type Installed} from './installed.ts';

/** In ms. */
const BETWEEN_LOOKS = 500;

export function titleOf({resource, at}: Installed): string {
  return [resource.kind, ...(at.namespace === undefined ? [] : [at.namespace]), at.name].join('/');
}

/** Deletes these in turn; one that is gone already is no news. @throws ApiError, ConnectionError */
export async function remove(
  {rest}: Pick<Connection, 'rest'>,
  objects: readonly Installed[],
  tell: (line: string) => void,
): Promise<void> {
  for (const object of objects) {
    try {
      await rest.delete(objectPath(object.resource, object.at), {propagationPolicy: 'Background'});
      tell(`${titleOf(object)}: removed.`);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

/** Those that are still there after that many milliseconds. @throws ApiError, ConnectionError */
export async function leftAfter(
  {rest, clock}: Connection,
  objects: readonly Installed[],
  patience: number,
): Promise<readonly Installed[]> {
  const until = clock.monotonic() + patience;
  for (;;) {
    const left = (await Promise.all(objects.map(async each => ((await isThere(rest, each)) ? [each] : [])))).flat();
    if (left.length === 0 || clock.monotonic() >= until) return left;
    await sleep(clock, BETWEEN_LOOKS, new AbortController().signal);
  }
}
