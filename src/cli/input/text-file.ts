/** The text of one input. */
export interface TextFile {
  readonly file: string;
  readonly text: string;
  /** Whether the user named it, rather than a folder that it lies in: then everything in it is meant. */
  readonly named: boolean;
}
