import assert from 'node:assert/strict';
import {join} from 'node:path';
import {
  CONVERTED_AT_ANNOTATION,
  POLICY_ANNOTATION,
  RECORD_ANNOTATION,
  REVERT_FINALIZER,
} from '../../../src/api/constants.ts';
import {objectsAt, stringMapAt, stringsAt, type JsonObject} from '../../../src/domain/json.ts';
import {TEMPLATE_KINDS} from '../../../src/domain/template-kinds.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {runCliProcess} from '../../support/cli-process.ts';
import {Closing} from '../../support/closing.ts';
import {eventually} from '../../support/eventually.ts';
import {inParallel} from '../../support/in-parallel.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {BUILD_TIMEOUT_MS} from '../../support/test-builder.ts';
import {manifestOf} from '../gitops/git.ts';
import {newRevisions} from '../gitops/stored-workload.ts';
import {differences, placesOf} from '../gitops/verdict.ts';
import {CONFIG} from '../install/installation.ts';
import {Lab} from '../loop/lab.ts';
import {syncedWorkloads, type SyncedWorkload} from './keep-synced.ts';

const OVERLAY = join(CONFIG, 'admission');
const NAMESPACE = 'keep-leave';
const AT_ONCE = 3;
const SPEC = {
  target: {kinds: [...TEMPLATE_KINDS, 'Job']},
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
  const closing = new Closing();
  let cluster: Cluster;
  let lab: Lab;
  let all: readonly SyncedWorkload[];
  let tags = 1;

  before(async function () {
    this.timeout(BUILD_TIMEOUT_MS);
    cluster = await sharedCluster();
    closing.add(async () => cluster.kubectl(['delete', '--ignore-not-found', '--kustomize', OVERLAY]));
    await cluster.kubectl(['apply', '--kustomize', OVERLAY]);
    lab = await Lab.open(NAMESPACE);
    closing.add(async () => lab.close());
    all = await syncedWorkloads({cluster, admin: lab.admin, namespace: NAMESPACE}, closing);
    await ofEach(async each => each.sync());
    await lab.policy('shop', SPEC);
    await lab.start();
    await ofEach(converted);
  });

  after(async () => closing.close());

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
    it(`after ${title} changes nothing, and brings new images, with every tool`, async () => {
      await leave();
      const tag = String(++tags);
      await ofEach(async each => syncs(each, 'app | log*', tag));
      await back?.();
    });
  }

  it('after deletion with Revert is that of a cluster without Outrigger, with every tool but kubectl replace', async () => {
    await lab.policy('shop', {...SPEC, conversion: {...SPEC.conversion, onDelete: 'Revert'}});
    // They are converted already: what this policy has yet to get is the finalizer without which it reverts nothing.
    await eventually('the policy has its finalizer', () => isHeld(lab.follower('SidecarPolicy').get('shop')));
    await lab.removePolicy('shop');
    const tag = String(++tags);
    await ofEach(async each => {
      const left = REPLACED[each.title] ?? [];
      assert.deepEqual(marks((await each.look()).object), left);
      await syncs(each, left.length === 0 ? 'app log | ' : 'app | log*', tag);
    });
  });

  it('of a native manifest rolls nothing and leaves no difference, and takes the marks away as docs/gitops.md says', async () => {
    await lab.policy('shop', SPEC);
    await ofEach(async each => {
      await converted(each);
      const before = await each.look();
      const inits = objectsAt(before.spec, 'initContainers');
      const native = manifestOf(each.target, {...each.git, hasLog: false}, inits);
      const after = await each.deploy(native);
      assert.deepEqual(after.spec, before.spec);
      // The generation of a Deployment counts annotations, too: that its marks go raises it.
      assert.deepEqual(newRevisions(before, after), []);
      assert.deepEqual(marks(after.object), NATIVE[each.title] ?? []);
      // Helm has no such command: an upgrade to the same changes nothing.
      assert.equal((await each.diff(native)) ?? '', '');
      assert.equal((await each.deploy(native)).generation, after.generation);
    });
  });

  it('of a manifest that is classic again is refused from the server side, as docs/gitops.md says, until it is replaced', async () => {
    // It would convert it again.
    await lab.removePolicy('shop');
    const server = all.find(({title}) => title === 'kubectl apply --server-side');
    assert.ok(server);
    await assert.rejects(server.sync(), /initContainers\[0\]\.name: Duplicate value: "log"/);
    await cluster.kubectl(['replace', '--filename=-'], JSON.stringify(manifestOf(server.target, server.git)));
    assert.equal(placesOf((await server.sync()).spec), 'app log | ');
  });

  /** Whatever fails, says with which tool. */
  async function ofEach(work: (each: SyncedWorkload) => Promise<unknown>): Promise<void> {
    await inParallel(all, AT_ONCE, async each =>
      work(each).catch((cause: unknown) => Promise.reject(new Error(each.title, {cause}))),
    );
  }

  async function syncs(each: SyncedWorkload, places: string, tag: string): Promise<void> {
    const before = await each.look();
    assert.equal(placesOf(before.spec), places);
    const after = await each.sync();
    assert.equal(after.generation, before.generation);
    assert.deepEqual(after.spec, before.spec);
    const {spec} = await each.sync(tag);
    assert.equal(placesOf(spec), places);
    assert.deepEqual(differences(spec, each.git), []);
  }

  async function converted(each: SyncedWorkload): Promise<void> {
    await eventually('it is converted', async () => placesOf((await each.look()).spec) === 'app | log*', 60, 100);
  }
});

function isHeld(policy: JsonObject | undefined): boolean {
  return stringsAt(policy, 'metadata', 'finalizers').includes(REVERT_FINALIZER);
}

/** `kubectl replace` takes all marks, but for the record, as docs/gitops.md says: then no policy knows the workload as its own. */
const REPLACED: Readonly<Record<string, readonly string[]>> = {'kubectl replace': [RECORD_ANNOTATION]};
const ALL_MARKS = [CONVERTED_AT_ANNOTATION, POLICY_ANNOTATION, RECORD_ANNOTATION];
/** Nothing that these tools send tells that the manifest has become native. */
const NATIVE: Readonly<Record<string, readonly string[]>> = {
  ...REPLACED,
  'Helm 3': ALL_MARKS,
  'Helm 4 --server-side=false': ALL_MARKS,
};

function marks(object: JsonObject): readonly string[] {
  return Object.keys(stringMapAt(object, 'metadata', 'annotations')).filter(key => key.startsWith('outrigger.dev/'));
}
