import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {numberAt, objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {installedKubeconfig, installedOperator} from '../../support/installed-operator.ts';
import {Admin} from '../../support/kube-client.ts';
import type {Operator} from '../../support/operator.ts';
import {sharedNodeCluster} from '../../support/shared-node-cluster.ts';
import {APP_THAT_NEEDS_ITS_PROXY, LOG_SHIPPER, shell, SLOW_PROXY} from './scripts.ts';

const NAMESPACE = 'e2e-order';

describe('a Deployment whose app needs its proxy and has a log shipper', function () {
  this.timeout(120_000);
  let admin: Admin;
  let operator: Operator | undefined;
  let sink: string;

  before(async () => {
    const cluster = await sharedNodeCluster();
    await installedKubeconfig(cluster);
    admin = new Admin(cluster);
    sink = join(cluster.directory, 'sink-order');
    mkdirSync(sink);
    await admin.create('Namespace', undefined, {metadata: {name: NAMESPACE}});
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') operator?.tell();
  });

  after(async () => {
    await operator?.stop();
    await (admin as Admin | undefined)?.close();
  });

  it('restarts while its proxy is a classic sidecar, and its last log line is lost', async () => {
    await admin.create('Deployment', NAMESPACE, shop(sink));
    // It has failed at least once for want of its proxy.
    const pod = await workingPod(1, each => restarts(each, 'app') > 0);
    await deleteAndWait(pod);
    assert.equal(lines(sink).at(-1), 'the first word');
  });

  it('runs without a restart once the sidecars are native', async () => {
    await admin.create('SidecarPolicy', NAMESPACE, policy());
    operator = await installedOperator(await sharedNodeCluster());
    const pod = await workingPod(2, each => objectsAt(each, 'spec', 'initContainers').length === 2);
    assert.deepEqual(
      objectsAt(pod, 'spec', 'initContainers').map(container => [container['name'], container['restartPolicy']]),
      [
        ['proxy', 'Always'],
        ['log', 'Always'],
      ],
    );
    await eventually('the Deployment is converted', async () => {
      const object = await admin.get('SidecarPolicy', NAMESPACE, 'shop');
      return numberAt(object, 'status', 'workloads', 'converted') === 1;
    });
    const [running, ...others] = await admin.list('Pod', NAMESPACE);
    assert.deepEqual([running && restarts(running, 'app'), others], [0, []]);
  });

  it('stops the sidecars after the app, and the app’s last line reaches the sink (E12)', async () => {
    const [pod] = await admin.list('Pod', NAMESPACE);
    assert.ok(pod !== undefined);
    await deleteAndWait(pod);
    assert.equal(lines(sink).at(-1), 'the last word');
    const stops = readFileSync(join(sink, 'times'), 'utf8').trim().split('\n').slice(-2);
    assert.deepEqual(stops, ['app stops', 'proxy stops']);
  });

  /** The only pod, once the apps have said their first word so often. */
  async function workingPod(words: number, wanted: (pod: JsonObject) => boolean = () => true): Promise<JsonObject> {
    return eventually(`app number ${words} works`, async () => {
      const [pod, ...others] = await admin.list('Pod', NAMESPACE);
      const works = lines(sink).filter(line => line === 'the first word').length >= words;
      return pod !== undefined && others.length === 0 && works && wanted(pod) ? pod : undefined;
    });
  }

  /** The Deployment is scaled down first, so that the sink is this pod's alone. */
  async function deleteAndWait(pod: JsonObject): Promise<void> {
    const name = stringAt(pod, 'metadata', 'name') ?? '';
    await admin.merge('Deployment', {namespace: NAMESPACE, name: 'shop'}, {spec: {replicas: 0}});
    await eventually('the pod is gone', async () =>
      (await admin.list('Pod', NAMESPACE)).every(each => stringAt(each, 'metadata', 'name') !== name),
    );
    await admin.merge('Deployment', {namespace: NAMESPACE, name: 'shop'}, {spec: {replicas: 1}});
  }
});

function shop(sink: string): JsonObject {
  const mounts = {
    volumeMounts: [
      {name: 'logs', mountPath: '/logs'},
      {name: 'sink', mountPath: '/sink'},
    ],
  };
  return {
    metadata: {name: 'shop', namespace: NAMESPACE},
    spec: {
      selector: {matchLabels: {app: 'shop'}},
      template: {
        metadata: {labels: {app: 'shop'}},
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 15,
          containers: [
            shell('app', APP_THAT_NEEDS_ITS_PROXY, mounts),
            shell('proxy', SLOW_PROXY, mounts),
            shell('log', LOG_SHIPPER, mounts),
          ],
          volumes: [
            {name: 'logs', emptyDir: {}},
            {name: 'sink', hostPath: {path: sink, type: 'Directory'}},
          ],
        },
      },
    },
  };
}

function policy(): JsonObject {
  const probe = {exec: {command: ['wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:9000/']}};
  return {
    metadata: {name: 'shop', namespace: NAMESPACE},
    spec: {
      sidecars: [
        {
          match: {names: ['proxy']},
          startup: {gate: 'Probe', probe: {...probe, periodSeconds: 1, failureThreshold: 30}},
        },
        {match: {names: ['log']}},
      ],
      conversion: {mode: 'Enforce'},
    },
  };
}

function restarts(pod: JsonObject, container: string): number {
  const status = objectsAt(pod, 'status', 'containerStatuses').find(each => each['name'] === container);
  return numberAt(status, 'restartCount') ?? 0;
}

function lines(sink: string): readonly string[] {
  const file = join(sink, 'lines');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}
