import type {Io} from '../io.ts';
import {paintFor, type Paint} from './paint.ts';

/** How text is laid out for who reads it. */
export interface Screen {
  readonly width: number;
  readonly paint: Paint;
}

/** 80 columns, or what the terminal has; never so wide that lines are hard to read. */
export function screenOf({stdout, env}: Pick<Io, 'stdout' | 'env'>): Screen {
  const columns = stdout.isTTY === true ? (stdout.columns ?? 80) : 80;
  return {width: Math.min(120, Math.max(40, columns)), paint: paintFor({stdout, env})};
}
