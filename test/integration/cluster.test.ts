import assert from 'node:assert/strict';
import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
import {startCluster, type Cluster} from '../cluster/cluster.ts';
import {startedElsewhere} from '../cluster/started-elsewhere.ts';
import {sweep} from '../cluster/sweep.ts';
import {runningParts, storedParts, tracesOf} from '../cluster/traces.ts';
import {eventually} from '../support/eventually.ts';

describe('a control plane', function () {
  this.timeout(120_000);
  let cluster: Cluster;

  before(async function () {
    // The first start builds Kubernetes.
    this.timeout(1_200_000);
    cluster = await startCluster({node: false, progress: console.error});
  });

  after(() => (cluster as Cluster | undefined)?.stop());

  it('takes pods at once: the default ServiceAccount is there', async () => {
    await cluster.kubectl(['run', 'idle', '--image=none', '--restart=Never']);
    const mounted = await cluster.kubectl(['get', 'pod', 'idle', '--output=jsonpath={.spec.volumes[*].name}']);
    assert.match(mounted, /^kube-api-access-/);
  });

  it('says its version, and has no node', async () => {
    assert.match(cluster.version, /^v1\.\d+\.\d+/);
    assert.equal(cluster.hasNode, false);
    await assert.rejects(cluster.loadImage({name: 'some:1'}), {
      message: 'There is no node to load the image some:1 into.',
    });
  });

  it('gives a ServiceAccount a kubeconfig, with its permissions and no others', async () => {
    await cluster.kubectl(['create', 'serviceaccount', 'reader']);
    const kubeconfig = await cluster.kubeconfigForServiceAccount('default', 'reader');
    const asReader = (...args: string[]): Promise<string> => cluster.kubectl([`--kubeconfig=${kubeconfig}`, ...args]);
    const user = await asReader('auth', 'whoami', '--output=jsonpath={.status.userInfo.username}');
    assert.equal(user, 'system:serviceaccount:default:reader');
    await assert.rejects(
      asReader('get', 'pods'),
      /User "system:serviceaccount:default:reader" cannot list resource "pods"/,
    );
    assert.ok((await readFile(kubeconfig, 'utf8')).includes(cluster.server));
  });

  it('has controllers: a Deployment gets its ReplicaSet', async () => {
    await cluster.kubectl(['create', 'deployment', 'empty', '--image=none', '--replicas=0']);
    await cluster.kubectl(['rollout', 'status', 'deployment/empty', '--timeout=20s']);
    const owners = await cluster.kubectl([
      'get',
      'replicasets',
      '--output=jsonpath={.items[*].metadata.ownerReferences[*].name}',
    ]);
    assert.equal(owners, 'empty');
  });

  it('hands on what kubectl complains of', async () => {
    await assert.rejects(cluster.kubectl(['get', 'pod', 'nowhere']), {
      message: 'Error from server (NotFound): pods "nowhere" not found',
    });
  });

  it('leaves nothing behind when it is stopped, and may be stopped twice', async function () {
    // Traces are looked for in /proc.
    if (process.platform !== 'linux') this.skip();
    const traces = tracesOf(cluster);
    await cluster.stop();
    await cluster.stop();
    assert.deepEqual([...runningParts(traces), ...storedParts(traces)], []);
  });
});

describe('a control plane whose process is killed', function () {
  this.timeout(120_000);

  it('leaves nothing running, and the next start removes its files', async function () {
    // Traces are looked for in /proc.
    if (process.platform !== 'linux') this.skip();
    const {child, traces} = await startedElsewhere(false);
    assert.equal(runningParts(traces).length, 4);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await eventually('the end of all processes', () => runningParts(traces).length === 0);
    sweep();
    assert.deepEqual(storedParts(traces), []);
  });
});
