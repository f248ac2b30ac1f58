/** Where to find the cluster. */
export interface SessionSource {
  /** A kubeconfig file; asked for explicitly, so nothing else is looked at. */
  readonly kubeconfig?: string | undefined;
  /** Its context; default: its current one. */
  readonly context?: string | undefined;
  /** Of the process; tells whether this is a pod, and where the user's kubeconfig is. Default: empty. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Where a pod finds its ServiceAccount. */
  readonly serviceAccountFolder?: string;
}
