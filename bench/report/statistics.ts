/** NaN of none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Between the values around it in proportion, as spreadsheets do; `percent` from 0 to 100. NaN of no values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  const above = sorted[Math.ceil(rank)] ?? Number.NaN;
  return below + (above - below) * (rank - Math.floor(rank));
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The straight line with the least squares of the distances in y. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** Of at least two points with different x; else the slope is NaN. */
export function linearFit(points: readonly Point[]): Line {
  const x = mean(points.map(point => point.x));
  const y = mean(points.map(point => point.y));
  const covariance = mean(points.map(point => (point.x - x) * (point.y - y)));
  const variance = mean(points.map(point => (point.x - x) ** 2));
  const slope = variance === 0 ? Number.NaN : covariance / variance;
  return {slope, intercept: y - slope * x};
}
