/** Everything that a command touches of the process, so that tests can be the process. */
export interface Io {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly cwd: string;
}

export interface Input extends AsyncIterable<Uint8Array | string> {
  /** Present and true: a person is there to answer. */
  readonly isTTY?: boolean | undefined;
}

export interface Output {
  write(text: string): unknown;
  /** Present and true: a person reads it. */
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
}
