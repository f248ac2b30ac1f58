import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {OPERATOR_NAMESPACE} from '../../src/api/constants.ts';
import type {OperatorProgram} from '../../test/support/operator.ts';
import {accessOf} from '../cluster/access.ts';
import type {BenchCluster} from '../cluster/bench-cluster.ts';

/** In a mount namespace of its own, a ServiceAccount ($0) lies where pods find theirs; then runs the rest. */
const WITH_SERVICE_ACCOUNT = [
  'set -e',
  'mount -t tmpfs none /run',
  'mkdir -p /var/run/secrets/kubernetes.io/serviceaccount',
  'mount --bind "$0" /var/run/secrets/kubernetes.io/serviceaccount',
  'exec "$@"',
].join('\n');

/**
 * The program as it runs in a pod: it finds the API server and its ServiceAccount where pods find them, without a
 * kubeconfig. As it was for whoever is not root, who cannot mount.
 */
export function inPod(program: OperatorProgram, {cluster, kubeconfig}: BenchCluster): OperatorProgram {
  if (process.getuid?.() !== 0) return program;
  const {server, ca, token} = accessOf(kubeconfig);
  const folder = join(cluster.directory, 'service-account');
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, 'ca.crt'), ca);
  writeFileSync(join(folder, 'token'), token);
  writeFileSync(join(folder, 'namespace'), OPERATOR_NAMESPACE);
  const {hostname, port} = new URL(server);
  return {
    ...program,
    pod: ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', WITH_SERVICE_ACCOUNT, folder],
    environment: {...program.environment, KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port},
  };
}
