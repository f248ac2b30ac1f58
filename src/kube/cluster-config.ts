import type {RequestOptions} from 'node:https';

/** How to reach an API server, and as whom. client-node's KubeConfig is one; so is a pod's ServiceAccount. */
export interface ClusterConfig {
  /** Null: the configuration names no cluster. */
  getCurrentCluster(): {readonly server: string; readonly proxyUrl?: string | undefined} | null;
  /** Name of the kubeconfig's context, or `in-cluster`. */
  getCurrentContext(): string;
  /** What the context of that name says beside the cluster and the user; absent or null: nothing. */
  getContextObject?(name: string): {readonly namespace?: string | undefined} | null;
  /** Adds TLS settings and headers, as they are now: read from files, or asked of a credential plugin. */
  applyToHTTPSOptions(options: RequestOptions): Promise<void>;
}
