import {KubeConfig} from '@kubernetes/client-node';

/**
 * Runs `construct`, in which `loadFromDefault` of a new KubeConfig takes over `config` and reads nothing. The base class
 * of the operator reads the shell's kubeconfig in its constructor, which may be missing, broken, or of another cluster.
 */
export function withDefaultConfig<T>(config: KubeConfig, construct: () => T): T {
  const original = Object.getOwnPropertyDescriptor(KubeConfig.prototype, 'loadFromDefault') ?? {};
  KubeConfig.prototype.loadFromDefault = function (this: KubeConfig): void {
    const {clusters, users, contexts, currentContext} = config;
    this.loadFromOptions({clusters, users, contexts, currentContext});
  };
  try {
    return construct();
  } finally {
    Object.defineProperty(KubeConfig.prototype, 'loadFromDefault', original);
  }
}
