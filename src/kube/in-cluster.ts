import {existsSync, readFileSync} from 'node:fs';
import type {RequestOptions} from 'node:https';
import {join} from 'node:path';
import {UserError} from '../runtime/errors.ts';
import type {ClusterConfig} from './cluster-config.ts';
import type {SessionSource} from './session-source.ts';

const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** This process runs in a pod, and nothing else was asked for. */
export function isInCluster({kubeconfig, context, environment = {}}: SessionSource): boolean {
  return kubeconfig === undefined && context === undefined && environment['KUBERNETES_SERVICE_HOST'] !== undefined;
}

/** The namespace of the pod that we run in and whose ServiceAccount we use; undefined: there is no such pod. */
export function podNamespace(source: SessionSource): string | undefined {
  const file = join(folderOf(source), 'namespace');
  return isInCluster(source) && existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/**
 * The ServiceAccount of the pod that we run in. Not client-node's, which a pod then need not load: 4 MB
 * (ADR 0013).
 * @throws UserError when it has no token.
 */
export function inCluster(source: SessionSource): ClusterConfig {
  const {environment = {}} = source;
  const folder = folderOf(source);
  const host = environment['KUBERNETES_SERVICE_HOST'] ?? '';
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${environment['KUBERNETES_SERVICE_PORT'] ?? '443'}`;
  const tokenFile = join(folder, 'token');
  if (!existsSync(tokenFile)) {
    throw new UserError(
      `This looks like a pod (KUBERNETES_SERVICE_HOST is set), but ${tokenFile} does not exist. ` +
        'Set automountServiceAccountToken: true, or pass --kubeconfig.',
    );
  }
  return {
    getCurrentCluster: () => ({server}),
    getCurrentContext: () => 'in-cluster',
    getContextObject: () => ({namespace: podNamespace(source)}),
    applyToHTTPSOptions: async options => {
      readServiceAccount(folder, options);
    },
  };
}

/** The kubelet replaces both files from time to time. They are small and in memory: no thread is worth it. */
function readServiceAccount(folder: string, options: RequestOptions): void {
  options.ca = readFileSync(join(folder, 'ca.crt'));
  // Nobody else has set any: an in-cluster configuration is all there is.
  options.headers = {Authorization: `Bearer ${readFileSync(join(folder, 'token'), 'utf8')}`};
}

function folderOf({serviceAccountFolder = SERVICE_ACCOUNT_FOLDER}: SessionSource): string {
  return serviceAccountFolder;
}
