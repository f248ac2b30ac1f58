import {join} from 'node:path';
import {startCluster, type Cluster, type ClusterOptions} from '../../test/cluster/cluster.ts';
import {installedKubeconfig} from '../../test/support/installed-operator.ts';
import {Admin} from '../../test/support/kube-client.ts';
import {AuditLog} from './audit-log.ts';

const AUDIT_POLICY = join(import.meta.dirname, 'audit-policy.yaml');

/** A cluster with `config/` applied, whose API server writes down what Outrigger's user asks of it. */
export class BenchCluster {
  readonly cluster: Cluster;
  readonly admin: Admin;
  readonly audit: AuditLog;
  /** Of Outrigger's ServiceAccount, and so with its permissions and behind its fence. */
  readonly kubeconfig: string;

  private constructor(cluster: Cluster, kubeconfig: string) {
    this.cluster = cluster;
    this.admin = new Admin(cluster);
    this.audit = new AuditLog(cluster.directory);
    this.kubeconfig = kubeconfig;
  }

  /** Runs `measure` on one that nobody else uses; ends it whatever happens. */
  static async during<T>(
    options: Omit<ClusterOptions, 'auditPolicy'>,
    measure: (cluster: BenchCluster) => Promise<T>,
  ): Promise<T> {
    const cluster = await startCluster({...options, auditPolicy: AUDIT_POLICY});
    try {
      const bench = new BenchCluster(cluster, await installedKubeconfig(cluster));
      try {
        return await measure(bench);
      } finally {
        await bench.admin.close();
      }
    } finally {
      await cluster.stop();
    }
  }
}
