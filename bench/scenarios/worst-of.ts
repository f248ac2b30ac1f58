import type {ConversionRun} from './conversion-run.ts';

/** The worst of all rounds, of whatever is asked for. */
export const worstOf =
  (runs: readonly ConversionRun[]) =>
  (of: (run: ConversionRun) => number): number =>
    Math.max(...runs.map(of));
