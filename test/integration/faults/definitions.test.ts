import assert from 'node:assert/strict';
import {join} from 'node:path';
import {isNotFound} from '../../../src/kube/api-error.ts';
import {startCluster, type Cluster} from '../../cluster/cluster.ts';
import {eventually} from '../../support/eventually.ts';
import {lists, type ProxiedRequest} from '../../support/faults.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {assertConverges, isTemplateWrite, referenceOf, type Reference} from './fault-run.ts';
import {Scene} from './scene.ts';
import {POLICY, POLICY_SPEC} from './world.ts';

const CRDS = join(import.meta.dirname, '..', '..', '..', 'crds');
const NAMES = ['crd/sidecarpolicies.outrigger.dev', 'crd/clustersidecarpolicies.outrigger.dev'];
/** A policy that reverts, when it is deleted, would do so here, too. */
const KEEP = {...POLICY_SPEC, conversion: {mode: 'Enforce', onDelete: 'Keep', rollout: {maxConcurrent: 4}}};
const ABSENT = 'is its CustomResourceDefinition installed?';

describe('an operator whose CustomResourceDefinitions', function () {
  this.timeout(600_000);
  let cluster: Cluster;
  let scene: Scene;
  let reference: Reference;

  before(async () => {
    // The definitions belong to everybody on a cluster.
    [reference, cluster] = await Promise.all([
      referenceOf({cluster: await sharedCluster()}),
      startCluster({node: false, progress: console.error}),
    ]);
    scene = await Scene.open({cluster, namespace: 'faults-definitions'});
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') for (const operator of scene.operators) operator.tell();
  });

  after(async () => {
    await (scene as Scene | undefined)?.close();
    await (cluster as Cluster | undefined)?.stop();
  });

  it('are not there waits, says so in its readiness and once in its log, and works when they come', async () => {
    await remove();
    const operator = scene.spawn();
    await eventually('it has asked more than once', () => refused(0) >= 4);
    assert.match(await readiness(), new RegExp(ABSENT.replace('?', '\\?')));
    assert.equal(operator.lines.filter(({level}) => level === 'warn').length, NAMES.length);
    await add();
    await operator.works();
    // A new kind can be listed a moment before it can be watched.
    await eventually('it is ready', async () => (await readiness()) === 'ok');
  });

  it('are deleted writes nothing, and when they and its policy are there again, no workload is written again', async () => {
    await converted();
    const before = scene.http.requests.length;
    await remove();
    await eventually('it has noticed', async () => (await readiness()).includes(ABSENT));
    await add();
    await converted();
    assert.deepEqual(writesSince(before), []);
  });

  it('are deleted while it is cut off goes by no policy that it remembers, and goes on when they are there', async () => {
    const before = scene.http.requests.length;
    await scene.tcp.refuse();
    await remove();
    await scene.tcp.accept();
    await eventually('it has asked for policies more than once', () => refused(before, ['sidecarpolicies']) >= 2);
    await scene.goOn();
    const asked = refused(before);
    await eventually('it has asked again', () => refused(before) >= asked + 2);
    assert.deepEqual(writesSince(before), []);
    await add();
    await scene.begin();
    await assertConverges(scene, reference, {warnings: MOST_WARNINGS});
  });

  /** All that is to be converted so far is, under a policy that keeps it. */
  async function converted(): Promise<void> {
    await scene.admin.create('SidecarPolicy', scene.namespace, {metadata: {name: POLICY}, spec: KEEP});
    await eventually('all is converted', async () => {
      const {policy} = await scene.snapshot();
      const {workloads} = policy as {readonly workloads?: Readonly<Record<string, number>>};
      return workloads?.['converted'] === 10 && workloads['pending'] === 0;
    });
  }

  /** How often it was told since then that there is no such kind. */
  function refused(since: number, kinds = ['sidecarpolicies', 'clustersidecarpolicies']): number {
    const asks = kinds.map(lists);
    return scene.http.requests
      .slice(since)
      .filter(request => request.status === 404 && asks.some(which => which(request))).length;
  }

  function writesSince(since: number): readonly string[] {
    const isWrite = (request: ProxiedRequest): boolean =>
      isTemplateWrite(request) || /\/pods\/[^/]+\/status$/.test(request.path);
    return scene.http.requests
      .slice(since)
      .filter(isWrite)
      .map(({path}) => path);
  }

  async function readiness(): Promise<string> {
    return (await (await fetch(`${scene.operator.url}/readyz`)).text()).trim();
  }

  async function remove(): Promise<void> {
    // Where its storage is not up yet, the API server tries to delete again after a pause that doubles each time.
    await served();
    await cluster.kubectl(['delete', ...NAMES, '--wait=true', '--timeout=240s']);
  }

  async function add(): Promise<void> {
    await cluster.kubectl(['apply', `--kustomize=${CRDS}`]);
    await cluster.kubectl(['wait', '--for=condition=Established', '--timeout=30s', ...NAMES]);
    await served();
  }

  /** A new kind is served a moment after it is established. */
  async function served(): Promise<void> {
    await eventually('policies can be read', async () => {
      try {
        await scene.admin.list('SidecarPolicy', scene.namespace);
        await scene.admin.list('ClusterSidecarPolicy');
        return true;
      } catch (error) {
        if (isNotFound(error)) return false;
        throw error;
      }
    });
  }
});

/**
 * A minute, into which all of these faults may fall: of each kind that it is not there, that it is being set up anew
 * (503), and that its versions have begun anew (410); and the outage may be met by a watch, by a write and by an Event.
 */
const MOST_WARNINGS = 3 * NAMES.length + 3;
