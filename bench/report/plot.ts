import type {Point} from './statistics.ts';

/** One diagram: a few series over the same quantity. */
export interface Plot {
  readonly title: string;
  /** What is counted to the right, and the unit upwards. */
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

export interface Series {
  readonly name: string;
  /** In the order of x. */
  readonly points: readonly Point[];
}

/** Round numbers from 0 to at least `most`, four to six of them apart by 1, 2 or 5 times a power of ten. */
export function ticks(most: number): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(most / 4));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(each => most / each <= 5) ?? most;
  return Array.from({length: Math.ceil(most / step - 1e-9) + 1}, (_, index) => Number((index * step).toPrecision(12)));
}
