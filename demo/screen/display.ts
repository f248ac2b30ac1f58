export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The lines at the bottom of the screen, for a screen of this size. */
export type Block = (size: Size) => readonly string[];

/** Where the demo shows itself: lines that stay, and below them a block that is always drawn anew. */
export interface Display {
  /** `Live`: the block is seen. `Plain`: nobody would see it change, so what changes is to be printed. */
  readonly kind: 'Live' | 'Plain';
  print(line: string): void;
  show(block: Block): void;
  /** Leaves the block as it is now; what is printed next comes below it. */
  settle(): void;
}
