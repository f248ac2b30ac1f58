/** Whether this process is the one of several that works. */
export interface Leadership {
  /** Stands for election; resolves when this process leads, or when `release` or `abandon` came first. */
  lead(): Promise<void>;
  /** It did not lead at once: somebody else did, or still does. */
  readonly waited: boolean;
  /** What keeps it from leading or from waiting for its turn, as a sentence. */
  problem(): string | undefined;
  /** All work has ended: somebody else may begin. */
  release(): Promise<void>;
  /** Work has not ended and is broken off: nobody else may begin before the Lease has run out. */
  abandon(): void;
}

/** There are no others. */
export const ALONE: Leadership = {
  lead: async () => undefined,
  waited: false,
  problem: () => undefined,
  release: async () => undefined,
  abandon: () => undefined,
};
