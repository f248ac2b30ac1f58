/** One line of the report. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  /** Behind the number: `s`, `MB`, `×`; empty for a count. */
  readonly unit: string;
  /** The most that is good enough, or exactly what is; absent: it is told, not judged. */
  readonly goal?: Goal;
  /** How it came about. */
  readonly note?: string;
}

export type Goal = {readonly type: 'AtMost' | 'Exactly'; readonly value: number};

export type Verdict = 'ok' | 'missed' | '';

export function verdictOf({value, goal}: Measurement): Verdict {
  if (goal === undefined) return '';
  const met = goal.type === 'AtMost' ? value <= goal.value : value === goal.value;
  return met ? 'ok' : 'missed';
}

export function goalText({goal, unit}: Measurement): string {
  if (goal === undefined) return '';
  return `${goal.type === 'AtMost' ? '≤ ' : ''}${withUnit(goal.value, unit)}`;
}

export function valueText({value, unit}: Measurement): string {
  return withUnit(value, unit);
}

/** Three digits that count; the goal of a measurement is short by itself. */
function withUnit(value: number, unit: string): string {
  const digits = Number.isInteger(value) ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  const text = value.toLocaleString('en-US', {maximumFractionDigits: Math.min(digits, 3)});
  return unit === '' ? text : `${text} ${unit}`;
}
