import assert from 'node:assert/strict';
import {join} from 'node:path';
import {REVERT_FINALIZER} from '../../../src/api/constants.ts';
import {objectsAt, stringMapAt, stringsAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {container, podSpec} from '../../support/builders.ts';
import {runCliProcess} from '../../support/cli-process.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {BUILD_TIMEOUT_MS} from '../../support/test-builder.ts';
import {CONFIG} from '../install/installation.ts';
import {Lab} from '../loop/lab.ts';
import {generationOf, type KeptWorkload} from './kept-workload.ts';
import {mainImage, SYNCED_SIDECARS, syncedByEach, type Synced} from './synced.ts';

const OVERLAY = join(CONFIG, 'admission');
const NAMESPACE = 'keep-leave';
const SPEC = {
  target: {kinds: ['Deployment']},
  sidecars: SYNCED_SIDECARS,
  conversion: {mode: 'Enforce', delivery: 'Template', onDelete: 'Keep', rollout: {maxConcurrent: 100}},
  acknowledge: ['ClientSideApply'],
};

/** A way to stop, after which what is converted stays so. */
interface Way {
  readonly title: string;
  readonly leave: () => Promise<unknown>;
  readonly back?: () => Promise<unknown>;
}

describe('the next sync', function () {
  this.timeout(120_000);
  let cluster: Cluster;
  let lab: Lab;
  let all: readonly Synced[];
  let images = 0;

  before(async function () {
    this.timeout(BUILD_TIMEOUT_MS);
    cluster = await sharedCluster();
    await cluster.kubectl(['apply', '--kustomize', OVERLAY]);
    lab = await Lab.open(NAMESPACE);
    all = await syncedByEach({cluster, admin: lab.admin, namespace: NAMESPACE});
    await lab.policy('shop', SPEC);
    await lab.start();
    await converted();
  });

  after(async () => {
    for (const each of all) each.close();
    await lab.close();
    await cluster.kubectl(['delete', '--ignore-not-found', '--kustomize', OVERLAY]);
  });

  const edit = async (spec: JsonObject): Promise<unknown> => lab.change('SidecarPolicy', 'shop', {spec});
  const mode = async (value: string): Promise<unknown> => edit({conversion: {mode: value}});
  const command = async (verb: string): Promise<void> => {
    const argv = [verb, 'shop', `--namespace=${NAMESPACE}`, '--kubeconfig', cluster.kubeconfig];
    assert.equal((await runCliProcess(argv)).code, 0);
  };

  const WAYS: readonly Way[] = [
    {title: 'Audit', leave: async () => mode('Audit'), back: async () => mode('Enforce')},
    {title: 'Off', leave: async () => mode('Off'), back: async () => mode('Enforce')},
    {title: 'suspension', leave: async () => edit({suspend: true}), back: async () => edit({suspend: false})},
    {title: 'a pause', leave: async () => command('pause'), back: async () => command('resume')},
    {title: 'deletion with Keep', leave: async () => lab.removePolicy('shop')},
  ];

  for (const {title, leave, back} of WAYS) {
    it(`after ${title} changes nothing, and brings a new image, with every tool`, async () => {
      await leave();
      for (const each of all) await syncs(each);
      await back?.();
    });
  }

  it('after deletion with Revert is that of a cluster without Outrigger, with every tool', async () => {
    await lab.policy('shop', {...SPEC, conversion: {...SPEC.conversion, onDelete: 'Revert'}});
    // They are converted already: what this policy has yet to get is the finalizer without which it reverts nothing.
    await eventually('the policy has its finalizer', () => isHeld(lab.follower('SidecarPolicy').get('shop')));
    await lab.removePolicy('shop');
    for (const each of all) {
      const before = await each.workload.get();
      assert.match(each.workload.names(before), /^\w+ [\w-]+ \| $/, each.title);
      assert.deepEqual(marks(before), [], each.title);
      const after = await each.sync();
      assert.equal(generationOf(after), generationOf(before), each.title);
      const image = nextImage();
      assert.equal(mainImage(each, await each.sync(image)), image, each.title);
    }
  });

  it('of a native manifest rolls nothing, and takes the marks away', async () => {
    await lab.policy('shop', SPEC);
    await converted();
    for (const {workload, title} of all.slice(0, 2)) {
      const before = await workload.get();
      const after = await workload.apply(nativeManifest(workload, before));
      assert.deepEqual(workload.spec(after), workload.spec(before), title);
      // Of a Deployment, the generation counts annotations, too: that its marks go raises it.
      assert.equal(await settledRevision(workload), revisionOf(before), title);
      assert.equal(await workload.diff(nativeManifest(workload, before)), '', title);
      assert.deepEqual(marks(after), [], title);
    }
  });

  it('of a manifest that is classic again is refused from the server side, as docs/gitops.md says, until it is replaced', async () => {
    // It would convert it again.
    await lab.removePolicy('shop');
    const [, server] = all as readonly [Synced, Synced];
    await assert.rejects(server.sync(), /initContainers\[0\]\.name: Duplicate value: "log"/);
    const {workload} = server;
    await workload.kubectl(['replace', '--filename=-'], workload.manifest(podSpec()));
    assert.equal(workload.names(await server.sync()), 'app log | ');
  });

  async function syncs(each: Synced): Promise<void> {
    const before = await each.workload.get();
    const after = await each.sync();
    assert.equal(generationOf(after), generationOf(before), each.title);
    assert.deepEqual(each.workload.spec(after), each.workload.spec(before), each.title);
    const image = nextImage();
    const changed = await each.sync(image);
    assert.equal(mainImage(each, changed), image, each.title);
    assert.equal(each.workload.names(changed), each.workload.names(before), each.title);
  }

  function nextImage(): string {
    return `registry.example/new-${++images}`;
  }

  async function converted(): Promise<void> {
    for (const {title, workload} of all) {
      await eventually(
        `${title} is converted`,
        async () => /\| [\w-]+\*$/.test(workload.names(await workload.get())),
        60,
        100,
      );
    }
  }
});

/** What Git has once it says what is stored. */
function nativeManifest(workload: KeptWorkload, stored: JsonObject): JsonObject {
  const [main] = objectsAt(workload.spec(stored), 'containers');
  const initContainers = [container('log', {restartPolicy: 'Always'})];
  return workload.manifest(podSpec([container('app', {image: main?.['image']})], {initContainers}));
}

/** Once the controller has seen the object as it is. */
async function settledRevision(workload: KeptWorkload): Promise<string | undefined> {
  const settled = await eventually('the controller has seen it', async () => {
    const object = await workload.get();
    return valueAt(object, 'status', 'observedGeneration') === generationOf(object) ? object : undefined;
  });
  return revisionOf(settled);
}

/** A rollout has a new one. */
function revisionOf(object: JsonObject): string | undefined {
  return stringMapAt(object, 'metadata', 'annotations')['deployment.kubernetes.io/revision'];
}

function isHeld(policy: JsonObject | undefined): boolean {
  return stringsAt(policy, 'metadata', 'finalizers').includes(REVERT_FINALIZER);
}

function marks(object: JsonObject): readonly string[] {
  return Object.keys(stringMapAt(object, 'metadata', 'annotations')).filter(key => key.startsWith('outrigger.dev/'));
}
