import {join} from 'node:path';
import {startCluster, type Cluster, type KubernetesVersion} from '../../cluster/cluster.ts';
import {installedKubeconfig} from '../../support/installed-operator.ts';
import {Admin} from '../../support/kube-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {CONFIG} from '../install/installation.ts';
import {webhookFlags, WebhookSite} from '../webhook/webhook-site.ts';

/** A cluster in which templates are kept, and pods converted, as soon as the operator works. */
export interface Ground {
  readonly cluster: Cluster;
  /** Of the operator. */
  readonly flags: readonly string[];
  close(): Promise<void>;
}

const OVERLAYS = ['admission', 'pod-admission'].map(name => join(CONFIG, name));
/** What is still there when the operator has gone. */
const COMPILED = [
  'mutatingadmissionpolicybindings,mutatingadmissionpolicies',
  '--selector=outrigger.dev/compiled=pods',
];

/** By the API server's own policies. */
export async function withPolicies(): Promise<Ground> {
  const cluster = await sharedCluster();
  await installedKubeconfig(cluster);
  const close = async (): Promise<void> => {
    for (const overlay of OVERLAYS) await cluster.kubectl(['delete', '--ignore-not-found', '--kustomize', overlay]);
    await cluster.kubectl(['delete', ...COMPILED]);
  };
  try {
    for (const overlay of OVERLAYS) await cluster.kubectl(['apply', '--kustomize', overlay]);
  } catch (error) {
    await close();
    throw error;
  }
  return {cluster, flags: [], close};
}

/** By the webhook alone, on an API server of its own. */
export async function withWebhook(kubernetes: KubernetesVersion): Promise<Ground> {
  const cluster = await startCluster({node: false, kubernetes, progress: console.error});
  const admin = new Admin(cluster);
  const close = async (): Promise<void> => {
    await admin.close();
    await cluster.stop();
  };
  try {
    const site = await WebhookSite.open(cluster, admin);
    await installedKubeconfig(cluster);
    await site.install();
    return {cluster, flags: webhookFlags(site.port), close};
  } catch (error) {
    await close();
    throw error;
  }
}
