import type {TimeSlice} from './time-slice.ts';

/** Does something short with each of very many, and gives everything else its turn in between. */
export async function inSlices<T>(slice: TimeSlice, items: Iterable<T>, work: (item: T) => void): Promise<void> {
  for (const item of items) {
    if (slice.used) await slice.next();
    work(item);
  }
}
