import assert from 'node:assert/strict';
import {once} from 'node:events';
import {startCluster, type Cluster} from '../cluster/cluster.ts';
import {programFiles} from '../cluster/images/program-files.ts';
import {startedElsewhere} from '../cluster/started-elsewhere.ts';
import {sweep} from '../cluster/sweep.ts';
import {runningParts, storedParts, tracesOf} from '../cluster/traces.ts';
import {eventually} from '../support/eventually.ts';

const busybox = {image: 'outrigger.test/busybox:1', imagePullPolicy: 'Never'};

describe('a cluster with a node', function () {
  // The first start builds containerd.
  this.timeout(600_000);
  let cluster: Cluster;

  before(async () => {
    cluster = await startCluster({node: true, progress: console.error});
  });

  after(() => (cluster as Cluster | undefined)?.stop());

  it('completes a Job whose sidecar is a native one, whatever its exit code, and keeps the logs (E16)', async () => {
    const sidecar = {...busybox, name: 'sidecar', restartPolicy: 'Always', command: ['sleep', '3600']};
    const main = {...busybox, name: 'main', command: ['echo', 'the last word']};
    const spec = {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      initContainers: [sidecar],
      containers: [main],
    };
    await create(cluster, {apiVersion: 'batch/v1', kind: 'Job', metadata: {name: 'job'}, spec: {template: {spec}}});
    await cluster.kubectl(['wait', '--for=condition=Complete', 'job/job', '--timeout=60s']);
    assert.equal(await cluster.kubectl(['logs', 'job/job', '--container=main']), 'the last word\n');
  });

  it('runs commands in pods', async () => {
    await create(cluster, pod('shell', {...busybox, command: ['sleep', '3600']}));
    await cluster.kubectl(['wait', '--for=condition=Ready', 'pod/shell', '--timeout=60s']);
    assert.equal(await cluster.kubectl(['exec', 'shell', '--', 'sh', '-c', 'echo $((6 * 7))']), '42\n');
  });

  it('lets a program in a pod talk to the API server with the credentials that every pod has', async () => {
    await cluster.loadImage({name: 'node:test', files: programFiles(process.execPath, '/usr/bin/node')});
    const main = {image: 'node:test', command: ['node', '--eval', askWhoIAm]};
    await create(cluster, pod('inside', main));
    await cluster.kubectl(['wait', '--for=jsonpath={.status.phase}=Succeeded', 'pod/inside', '--timeout=60s']);
    assert.equal(await cluster.kubectl(['logs', 'inside']), 'system:serviceaccount:default:default\n');
  });

  it('leaves nothing behind when it is stopped', async () => {
    const traces = tracesOf(cluster);
    assert.ok(traces.namespaces.size >= 3 && runningParts(traces).length > 5, 'it shows while it runs');
    await cluster.stop();
    assert.deepEqual([...runningParts(traces), ...storedParts(traces)], []);
  });
});

describe('a cluster with a node whose process is killed', function () {
  this.timeout(120_000);

  it('leaves nothing running, and the next start removes its files', async function () {
    const {child, traces} = await startedElsewhere(true);
    const shown = runningParts(traces).length;
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.ok(shown > 5, 'it shows while it runs');
    await eventually('the end of all processes', () => runningParts(traces).length === 0);
    // The kernel lets a cgroup go a moment after its last process.
    await eventually('the end of all files', () => {
      sweep();
      return storedParts(traces).length === 0;
    });
  });
});

const create = (cluster: Cluster, object: object): Promise<string> =>
  cluster.kubectl(['create', '--filename=-'], JSON.stringify(object));

const pod = (name: string, main: object): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name},
  spec: {restartPolicy: 'Never', terminationGracePeriodSeconds: 0, containers: [{name: 'main', ...main}]},
});

const askWhoIAm = `
  const folder = '/var/run/secrets/kubernetes.io/serviceaccount/';
  const {readFileSync} = require('node:fs');
  const {KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port} = process.env;
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  const headers = {authorization: 'Bearer ' + readFileSync(folder + 'token', 'utf8'), 'content-type': 'application/json'};
  require('node:https')
    .request({host, port, path, method: 'POST', ca: readFileSync(folder + 'ca.crt'), headers}, async response => {
      const answer = await response.toArray();
      console.log(JSON.parse(Buffer.concat(answer).toString()).status.userInfo.username);
    })
    .end('{"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}');
`;
