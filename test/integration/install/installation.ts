import {join} from 'node:path';
import {OPERATOR_NAMESPACE} from '../../../src/api/constants.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import {loadSession} from '../../../src/kube/load-session.ts';
import {Rest} from '../../../src/kube/rest.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {eventually} from '../../support/eventually.ts';

export const CONFIG = join(import.meta.dirname, '..', '..', '..', 'config');

/** A cluster with Outrigger's manifests in it (its own pod does not run: there is no node). */
export interface Installation {
  readonly cluster: Cluster;
  readonly admin: Rest;
  /** With the token of Outrigger's ServiceAccount, and so with its permissions and behind its fence. */
  readonly operator: Rest;
}

const installations = new WeakMap<Cluster, Promise<Installation>>();

/** Applies `config/` once per cluster; resolves when the fence stands. */
export function installOutrigger(cluster: Cluster): Promise<Installation> {
  const known = installations.get(cluster) ?? install(cluster);
  installations.set(cluster, known);
  known.catch(() => installations.delete(cluster));
  return known;
}

async function install(cluster: Cluster): Promise<Installation> {
  await cluster.kubectl(['apply', '--kustomize', CONFIG]);
  await cluster.kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all']);
  const kubeconfig = await cluster.kubeconfigForServiceAccount(OPERATOR_NAMESPACE, 'outrigger');
  const installation = {cluster, admin: restOf(cluster.kubeconfig), operator: restOf(kubeconfig)};
  await eventually('the fence stands', () => fenceStands(installation));
  return installation;
}

function restOf(kubeconfig: string): Rest {
  return new Rest(loadSession({kubeconfig}));
}

/** New admission policies come into force together, within a second or two. */
async function fenceStands({operator}: Installation): Promise<boolean> {
  const path = `/apis/apps/v1/namespaces/${OPERATOR_NAMESPACE}/deployments/outrigger`;
  const refused = await refusalOf(operator.mergePatch(path, {spec: {paused: true}}, {dryRun: true}));
  return refused.message.includes('outrigger-fence-templates');
}

export interface Refusal {
  /** HTTP status; 0: it was not refused. */
  readonly status: number;
  readonly message: string;
}

export async function refusalOf(request: Promise<JsonObject>): Promise<Refusal> {
  try {
    await request;
    return {status: 0, message: 'it was allowed'};
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return {status: error.status, message: error.message};
  }
}
