import assert from 'node:assert/strict';
import {
  FAILED_ANNOTATION,
  OPERATOR_NAMESPACE,
  RESTARTED_ANNOTATION,
  REVERT_FINALIZER,
} from '../../../src/api/constants.ts';
import {stringAt, stringMapAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {container, deployment, podSpec} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {BUILD_TIMEOUT_MS} from '../../support/test-builder.ts';
import {generationOf} from '../admission/kept-workload.ts';
import {UninstallScene} from './uninstall-scene.ts';

const NATIVE = ['app | log*', 'app | log*', 'web | fluent-bit*', 'web | fluent-bit*'];
const CLASSIC = ['app log | ', 'app log | ', 'web fluent-bit | ', 'web fluent-bit | '];
const KEEP = ['mutatingadmissionpolicy', 'mutatingadmissionpolicybinding'].map(
  kind => `${kind}.admissionregistration.k8s.io/outrigger-keep`,
);
const OTHERS_FINALIZER = 'example.com/other';

describe('outrigger uninstall', function () {
  this.timeout(240_000);
  let scene: UninstallScene;

  before(async function () {
    this.timeout(BUILD_TIMEOUT_MS);
    scene = await UninstallScene.open();
  });

  after(async () => scene.close());

  describe('while the operator works', () => {
    before(async () => scene.install());

    it('says what it would do, and does nothing, with --dry-run or where nobody answers', async () => {
      const before = await scene.left();
      const dry = await scene.uninstall('--revert', '--dry-run');
      assert.deepEqual([dry.code, dry.stderr], [0, '']);
      assert.match(dry.stdout, /^Context outrigger: 2 policies, 4 converted workloads\. The operator works\.$/m);
      assert.match(dry.stdout, /put back first, by the operator at the pace/);
      assert.ok(before.some(name => name.endsWith('/outrigger.orders.pods')));
      for (const name of before) assert.ok(dry.stdout.includes(name.replace(/^.*\//, '')), name);
      const unsaid = await scene.uninstall('--yes');
      assert.deepEqual(
        [unsaid.code, unsaid.stderr.split('.')[0]],
        [3, 'Nothing was changed: there are 4 converted workloads'],
      );
      assert.equal((await scene.uninstall('--keep')).code, 1);
      assert.deepEqual([await scene.left(), await scene.names()], [before, NATIVE]);
    });

    it('with --keep removes all but the keep policy, and every tool can sync on', async () => {
      const {code, stdout, stderr} = await scene.uninstall('--keep', '--yes');
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(flat(stdout), /What remains: 4 workloads stay converted .* The keep policy outrigger-keep stays/);
      assert.deepEqual((await scene.left()).toSorted(), KEEP);
      await podsAreLeftAlone();
      for (const each of scene.all) {
        const {title, workload} = each;
        const before = await workload.get();
        assert.equal(generationOf(await each.sync()), generationOf(before), title);
        await each.sync('registry.example/later');
      }
      assert.deepEqual(await scene.names(), NATIVE);
    });

    it('with --keep once more changes nothing', async () => {
      assert.equal((await scene.uninstall('--keep', '--yes')).code, 0);
      assert.deepEqual((await scene.left()).toSorted(), KEEP);
    });

    it('with --revert later on leaves nothing, and every tool can sync on', async () => {
      await nothingIsLeft();
    });
  });

  it('with --revert lets the operator put back, and leaves nothing', async () => {
    await scene.install();
    const remembered = {[FAILED_ANNOTATION]: '{}', [RESTARTED_ANNOTATION]: '{}', theirs: 'stays'};
    const metadata = {name: 'failed-once', namespace: 'shop', annotations: remembered};
    const object = deployment(podSpec([container('app')]), {metadata, spec: {replicas: 0}});
    await scene.admin.create('Deployment', 'shop', object);
    const stdout = await nothingIsLeft();
    const left = await scene.admin.get('Deployment', 'shop', 'failed-once');
    assert.deepEqual([marks(left), stringAt(left, 'metadata', 'annotations', 'theirs')], [[], 'stays']);
    assert.match(stdout, /^Waiting for (1 deleted policy|2 deleted policies)\.$/m);
    assert.doesNotMatch(stdout, /put back from here/);
  });

  it('goes on where it was interrupted', async () => {
    await scene.install();
    await hold(OTHERS_FINALIZER);
    await scene.stopOperator();
    const first = await scene.uninstall('--keep', '--yes');
    assert.equal(first.code, 3);
    assert.match(
      first.stderr,
      /still there, so nothing more was removed: SidecarPolicy shop\/shop \(example\.com\/other\)\.$/m,
    );
    assert.ok(await scene.isThere('Namespace', OPERATOR_NAMESPACE));
    await scene.admin.merge('SidecarPolicy', {namespace: 'shop', name: 'shop'}, {metadata: {finalizers: null}});
    await nothingIsLeft();
  });

  describe('after the namespace of Outrigger was deleted alone', () => {
    before(async () => {
      await scene.install();
      await scene.cluster.kubectl(['delete', 'namespace', OPERATOR_NAMESPACE, '--timeout=120s']);
      await scene.killOperator();
    });

    it('there is what docs/operating.md says: policies that act on, rights, definitions, and a policy that waits', async () => {
      const left = await scene.left();
      assert.ok(left.some(name => name.endsWith('/outrigger.orders.pods')));
      await scene.newPodsBecome(['log']);
      for (const kind of [
        'customresourcedefinition',
        'clusterrole.',
        'validatingadmissionpolicy.',
        'mutatingadmissionpolicy.',
      ]) {
        assert.ok(
          left.some(name => name.startsWith(kind)),
          kind,
        );
      }
      await scene.cluster.kubectl(['delete', 'scp', 'shop', '--namespace=shop', '--wait=false']);
      const stored = await scene.admin.get('SidecarPolicy', 'shop', 'shop');
      assert.deepEqual(valueAt(stored, 'metadata', 'finalizers'), [REVERT_FINALIZER]);
      assert.ok(stringAt(stored, 'metadata', 'deletionTimestamp'));
    });

    it('every tool can sync on', async () => {
      for (const each of scene.all) {
        const {title, workload} = each;
        const before = await workload.get();
        assert.equal(generationOf(await each.sync()), generationOf(before), title);
      }
      assert.deepEqual(await scene.names(), NATIVE);
    });

    it('uninstall --revert puts back by itself, and leaves nothing', async () => {
      const stdout = await nothingIsLeft();
      assert.match(stdout, /^No operator works, so what is converted is put back from here, one after the other\.$/m);
      assert.match(stdout, /^Deployment\/shop\/client: put back\.$/m);
    });
  });

  async function nothingIsLeft(): Promise<string> {
    const {code, stdout, stderr} = await scene.uninstall('--revert', '--yes');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Nothing of Outrigger is left in the cluster\.$/m);
    assert.deepEqual(await scene.left(), []);
    await podsAreLeftAlone();
    await scene.stopOperator();
    for (const each of scene.all) {
      const {title, workload} = each;
      assert.deepEqual(marks(await workload.get()), [], title);
      await each.sync();
    }
    assert.deepEqual(await scene.names(), CLASSIC);
    return stdout;
  }

  /** A pod that was converted stays until something creates it anew, which then is classic; nothing was put on what does. */
  async function podsAreLeftAlone(): Promise<void> {
    await scene.newPodsBecome([]);
    assert.deepEqual([await scene.pods(), marks(await scene.creator())], [['log'], []]);
  }

  /** Somebody else wants to see the policy off, too. */
  async function hold(finalizer: string): Promise<void> {
    await eventually('it is on', async () => {
      const stored = await scene.admin.get('SidecarPolicy', 'shop', 'shop');
      const finalizers = [...(valueAt(stored, 'metadata', 'finalizers') as string[]), finalizer];
      const resourceVersion = stringAt(stored, 'metadata', 'resourceVersion');
      await scene.admin.merge(
        'SidecarPolicy',
        {namespace: 'shop', name: 'shop'},
        {metadata: {finalizers, resourceVersion}},
      );
      return true;
    });
  }
});

function marks(object: JsonObject): readonly string[] {
  return Object.keys(stringMapAt(object, 'metadata', 'annotations')).filter(key => key.startsWith('outrigger.dev/'));
}

function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
