import type {Measurement} from '../report/measurement.ts';
import {linearFit} from '../report/statistics.ts';
import type {Sample} from './sample.ts';

export interface Soak {
  /** With an empty world, before and after the churn. */
  readonly before: Sample;
  readonly after: Sample;
  /** While it went on. */
  readonly samples: readonly Sample[];
  readonly actions: number;
  /** Lines of the operator's log that a person would have to read. */
  readonly errors: readonly string[];
}

/** How much more is no sign of a leak: compiled code and caches; connections and pauses that are about to end. */
const SLACK = {heap: 2, sockets: 2, timers: 3} as const;
/** MB over the second half, by the least squares: what the noise of such samples makes of a flat line. */
const FLAT = 1;

/** Goal, measured and verdict of each line. */
export function verdictOn({before, after, samples, actions, errors}: Soak): readonly Measurement[] {
  const half = samples.slice(Math.floor(samples.length / 2));
  const minutes = (half.at(-1)?.minutes ?? 0) - (half[0]?.minutes ?? 0);
  const {slope} = linearFit(half.map(({minutes: x, heap: y}) => ({x, y})));
  const most = (of: (sample: Sample) => number): number => Math.max(...samples.map(of));
  const back = (key: keyof typeof SLACK, unit: string): Measurement => ({
    what: `${key} more than before, in the end`,
    value: after[key] - before[key],
    unit,
    goal: {type: 'AtMost', value: SLACK[key]},
    note: `${before[key].toFixed(unit === '' ? 0 : 1)} before`,
  });
  return [
    {what: 'changes made', value: actions, unit: '', note: `in ${samples.at(-1)?.minutes.toFixed(1) ?? '0'} minutes`},
    {
      what: 'growth of the heap over the second half',
      value: slope * minutes,
      unit: 'MB',
      goal: {type: 'AtMost', value: FLAT},
      note: `least squares through ${half.length} samples`,
    },
    {what: 'heap at most', value: most(each => each.heap), unit: 'MB'},
    {what: 'memory of the process at most (RSS)', value: most(each => each.rss), unit: 'MB'},
    {what: 'sockets at most', value: most(each => each.sockets), unit: ''},
    {what: 'timers at most', value: most(each => each.timers), unit: ''},
    {what: 'keys that waited at most', value: most(each => each.waiting), unit: ''},
    back('heap', 'MB'),
    back('sockets', ''),
    back('timers', ''),
    {what: 'keys that wait, in the end', value: after.waiting, unit: '', goal: {type: 'Exactly', value: 0}},
    {
      what: 'errors in the log',
      value: errors.length,
      unit: '',
      goal: {type: 'Exactly', value: 0},
      note: errors[0] ?? '',
    },
  ];
}
