/** Who waits for something that is made once on a machine. */
export interface Builder {
  /** hears of each step that takes long */
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}
