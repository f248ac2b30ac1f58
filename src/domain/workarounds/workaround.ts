/** The habits that classic sidecars made necessary, numbered as in docs/workarounds.md. */
export const WORKAROUND_IDS = [
  'W1',
  'W2',
  'W3',
  'W4',
  'W5',
  'W6',
  'W7',
  'W8',
  'W9',
  'W10',
  'W11',
  'W12',
  'W13',
  'W14',
  'W15',
  'W16',
] as const;
export type WorkaroundId = (typeof WORKAROUND_IDS)[number];

/**
 * `Removable`: `withoutWorkarounds` takes it away, mechanically. `Advice`: a person must look. `Keep`: it only looks
 * like a workaround.
 */
export type Verdict = 'Removable' | 'Advice' | 'Keep';

/** Something in a workload that native sidecars make useless, or that looks like it. */
export interface Workaround {
  readonly id: WorkaroundId;
  readonly verdict: Verdict;
  /** What it is, why it can go or must stay, what to do: one to three sentences. */
  readonly message: string;
  /** Where in the pod template, e.g. `spec.containers[0].args[0]`; beyond it, from the workload's own root for Jobs. */
  readonly path: string;
  /** The exact words that were found. */
  readonly evidence: string;
}
