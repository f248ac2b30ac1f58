/**
 * What must be remembered of one moved container so that the move can be undone exactly.
 * One-letter keys because admission policies write the same text in CEL and the annotation is bounded.
 */
export interface RecordEntry {
  /** Container name. */
  readonly n: string;
  /** Its index in `containers` at the moment of its own move: undoing from last to first is exact. */
  readonly i: number;
  /** Present: moved before the regular init containers (`position: BeforeInit`). */
  readonly b?: 1;
  /** failureThreshold of the startupProbe that was derived for it. */
  readonly t?: number;
  /** Present: the policy's explicit probe was used. */
  readonly x?: 1;
  /** The own startupProbe that an explicit probe replaced. */
  readonly p?: unknown;
  /** Present: the preStop hook was dropped. */
  readonly h?: 1;
  /** The dropped hook where it was a pure sleep: seconds (`sleep` action), or the command (`exec`). */
  readonly s?: number | readonly string[];
  /** The dropped hook, whole, where it was anything else. */
  readonly r?: unknown;
  /** Apply managers that owned the container at conversion (managedFields). */
  readonly o?: readonly string[];
}
