import type {Io} from '../io.ts';
import type {Live} from '../verdict/live.ts';
import {plain} from './plain.ts';

/** One line to standard error for each kind of object that could not be read. */
export function writeUnreadable(live: Pick<Live, 'unreadable'> | undefined, {stderr}: Pick<Io, 'stderr'>): void {
  for (const {message} of live?.unreadable ?? []) stderr.write(`${plain(message)}\n`);
}
