import type {Clock} from './clock.ts';
import {TimeSlice} from './time-slice.ts';

/** Does something short with each of very many, and gives everything else its turn in between. */
export async function inSlices<T>(clock: Clock, items: Iterable<T>, work: (item: T) => void): Promise<void> {
  const slice = new TimeSlice(clock);
  for (const item of items) {
    if (slice.used) await slice.next();
    work(item);
  }
}
