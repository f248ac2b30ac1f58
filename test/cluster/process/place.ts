/** Where the programs of a cluster run: on this machine's loopback interface, or in namespaces of their own. */
export interface Place {
  readonly kind: 'loopback' | 'namespace';
  /** where the API server is reached */
  readonly address: string;
  readonly port: number;
  /** what the programs find in their environment */
  readonly env: Readonly<Record<string, string>>;
  /** the command that runs this command in the place */
  enter(command: readonly string[]): string[];
  /** ends whatever runs in the place; idempotent */
  close(): Promise<void>;
}
