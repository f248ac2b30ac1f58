import {OPERATOR_NAMESPACE} from '../../src/api/constants.ts';
import type {Cluster} from '../cluster/cluster.ts';
import {installOutrigger} from '../integration/install/installation.ts';
import {Operator} from './operator.ts';

export interface InstalledOptions {
  /** Further flags of `outrigger run`. */
  readonly flags?: readonly string[];
}

/** Starts the operator with exactly the permissions of `config/`, behind its fence; resolves when it works. */
export async function installedOperator(cluster: Cluster, options: InstalledOptions = {}): Promise<Operator> {
  return Operator.start({kubeconfig: await installedKubeconfig(cluster), ...options});
}

/** Installs `config/` once per cluster; answers a kubeconfig of the ServiceAccount that is made there. */
export function installedKubeconfig(cluster: Cluster): Promise<string> {
  const known = kubeconfigs.get(cluster) ?? install(cluster);
  kubeconfigs.set(cluster, known);
  known.catch(() => kubeconfigs.delete(cluster));
  return known;
}

const kubeconfigs = new WeakMap<Cluster, Promise<string>>();

async function install(cluster: Cluster): Promise<string> {
  await installOutrigger(cluster);
  // The operator of the tests is a process of its own: no second one may wake up in a pod.
  await cluster.kubectl(['scale', 'deployment/outrigger', `--namespace=${OPERATOR_NAMESPACE}`, '--replicas=0']);
  return cluster.kubeconfigForServiceAccount(OPERATOR_NAMESPACE, 'outrigger');
}
