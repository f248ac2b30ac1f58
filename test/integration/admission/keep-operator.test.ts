import assert from 'node:assert/strict';
import {join} from 'node:path';
import {SKIP_LABEL} from '../../../src/api/constants.ts';
import {objectsAt, type JsonObject} from '../../../src/domain/json.ts';
import {TEMPLATE_KINDS} from '../../../src/domain/template-kinds.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {container, podSpec} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {CONFIG} from '../install/installation.ts';
import {Lab} from '../loop/lab.ts';
import {generationOf, KeptWorkload, type Side, type Story} from './kept-workload.ts';

const LOG = container('log', {
  readinessProbe: {httpGet: {path: '/ready', port: 8080}},
  lifecycle: {preStop: {exec: {command: ['sleep', '5']}}},
});
const MANIFEST = podSpec([container('app'), LOG]);
const OVERLAY = join(CONFIG, 'admission');
const SIDECARS = [{match: {names: ['log']}, startup: {gate: 'Readiness', timeoutSeconds: 60}}];
const TEMPLATE = {mode: 'Enforce', delivery: 'Template', rollout: {maxConcurrent: 100}};
/** The operator asks for the keep policy every two minutes. */
const NOTICED_SECONDS = 180;

interface Kept {
  readonly kind: Story['kind'];
  readonly workload: KeptWorkload;
  readonly manifest: JsonObject;
}

describe('the operator and the keep policy', function () {
  this.timeout(300_000);
  let lab: Lab;
  let cluster: Cluster;
  let kept: readonly Kept[];

  before(async () => {
    cluster = await sharedCluster();
    lab = await Lab.open('keep-operator');
    kept = await Promise.all(TEMPLATE_KINDS.map(async kind => apply(kind, 'server', 'kept')));
    const kinds = [...TEMPLATE_KINDS, 'Job'];
    await lab.policyFor('kept', 'kept', {...forKinds(kinds, 'kept'), sidecars: SIDECARS, conversion: TEMPLATE});
    await lab.start();
  });

  after(async () => {
    await lab.close();
    await cluster.kubectl(['delete', '--ignore-not-found', '--kustomize', OVERLAY]);
  });

  function forKinds(kinds: readonly string[], name: string): JsonObject {
    return {target: {kinds, selector: {matchLabels: {name}}}};
  }

  /** Applies a classic manifest of that name. */
  async function apply(kind: Story['kind'], side: Side, name: string): Promise<Kept> {
    const workload = new KeptWorkload({cluster, admin: lab.admin, namespace: lab.namespace}, {kind, side, name});
    const manifest = workload.manifest(MANIFEST);
    await workload.apply(manifest);
    return {kind, workload, manifest};
  }

  async function converted({workload}: Kept, seconds?: number): Promise<void> {
    await eventually(
      'it is converted',
      async () => workload.names(await workload.get()) === 'app | log*',
      seconds,
      100,
    );
  }

  /** Applies all manifests again; nothing may come of it. */
  async function reapply(): Promise<void> {
    for (const {kind, workload, manifest} of kept) {
      const before = await workload.get();
      const after = await workload.apply(manifest);
      assert.equal(generationOf(after), generationOf(before), kind);
      assert.deepEqual(workload.spec(after), workload.spec(before), kind);
      assert.equal(workload.record(after), workload.record(before), kind);
      assert.equal(await workload.diff(manifest), '', kind);
    }
  }

  async function edit(spec: JsonObject): Promise<void> {
    await lab.change('SidecarPolicy', 'kept', {spec});
  }

  /** The operator has seen the policy as it is now. */
  async function observed(): Promise<void> {
    await eventually('the policy is observed', () => lab.status('kept') !== undefined);
  }

  it('blocks what a tool applies again while the keep policy is not there, and converts it once it is', async () => {
    for (const kind of TEMPLATE_KINDS) await lab.counts('kept', {blocked: 1}, kind);
    await cluster.kubectl(['apply', '--kustomize', OVERLAY]);
    for (const each of kept) await converted(each, NOTICED_SECONDS);
    await reapply();
  });

  it('changes nothing of an unchanged apply after an edit of the policy, whose settings it has written once', async () => {
    const [first] = SIDECARS;
    await edit({sidecars: [{...first, startup: {gate: 'Readiness', timeoutSeconds: 90}}]});
    // A CronJob gets them when its first run after the conversion has shown that it works.
    for (const {workload} of kept.filter(({kind}) => kind !== 'CronJob')) {
      await eventually('the new settings are there', async () =>
        workload.record(await workload.get())?.includes('"t":90'),
      );
    }
    await reapply();
    await observed();
    assert.equal(lab.writes('kept'), 2);
  });

  it('changes nothing of an unchanged apply while the policy is suspended', async () => {
    await edit({suspend: true});
    await observed();
    await reapply();
    await edit({suspend: false});
  });

  it('changes nothing of an unchanged apply while the policy is in Audit', async () => {
    await edit({conversion: {mode: 'Audit'}});
    await observed();
    await reapply();
    await edit({conversion: {mode: 'Enforce'}});
    await observed();
  });

  it('changes nothing of an unchanged apply while it is down, whatever the policy says meanwhile', async () => {
    await lab.operator.stop();
    await reapply();
    await edit({sidecars: [{match: {names: ['log']}}]});
    await reapply();
    await edit({sidecars: [{match: {names: ['log']}, startup: {gate: 'Readiness', timeoutSeconds: 90}}]});
    await lab.start();
    await observed();
    assert.equal(lab.writes('kept'), 2);
  });

  it('does not convert what is applied from the client side, until that is acknowledged', async () => {
    const client = await apply('Deployment', 'client', 'client');
    await lab.policyFor('client', 'client', {sidecars: SIDECARS, conversion: TEMPLATE});
    await lab.finds('client', 'ClientSideApply');
    await lab.counts('client', {blocked: 1});
    await lab.change('SidecarPolicy', 'client', {spec: {acknowledge: ['ClientSideApply']}});
    await converted(client);
    const before = await client.workload.get();
    assert.equal(generationOf(await client.workload.apply(client.manifest)), generationOf(before));
  });

  it('counts a sidecar that has left the manifest no more', async () => {
    const {workload} = await convertedBy('leaving');
    const after = await workload.apply(workload.manifest(podSpec([container('app')])));
    assert.equal(workload.names(after), 'app | ');
    await lab.counts('leaving', {converted: 0, native: 0, pending: 0});
    assert.deepEqual(marks(await workload.get()), []);
  });

  it('counts a sidecar that the manifest declares native as native, without a write', async () => {
    const {workload} = await convertedBy('merged');
    const writes = lab.writes('merged');
    const inits = objectsAt(workload.spec(await workload.get()), 'initContainers');
    await workload.apply(workload.manifest(podSpec([container('app')], {initContainers: inits})));
    await lab.counts('merged', {native: 1, converted: 0});
    assert.deepEqual(marks(await workload.get()), []);
    assert.equal(lab.writes('merged'), writes);
  });

  it('counts a workload that a label leaves alone as skipped, and leaves it classic', async () => {
    const {workload, manifest} = await convertedBy('skipped');
    await workload.kubectl(['label', workload.reference, `${SKIP_LABEL}=true`]);
    assert.equal(workload.names(await workload.apply(manifest)), 'app log | ');
    await lab.counts('skipped', {skipped: 1});
    assert.equal(workload.names(await workload.get()), 'app log | ');
  });

  it('puts back what a policy leaves with Revert, and its manifest can be applied again', async () => {
    const {workload, manifest} = await convertedBy('reverted', {onDelete: 'Revert'});
    await lab.removePolicy('reverted');
    assert.equal(workload.names(await workload.get()), 'app log | ');
    assert.equal(workload.names(await workload.apply(manifest)), 'app log | ');
  });

  it('changes nothing of an unchanged apply after the policy is deleted with Keep', async () => {
    await lab.removePolicy('kept');
    await reapply();
  });

  it('is gone with one kubectl delete, and then an old manifest is refused with the words that docs/gitops.md has', async () => {
    const kinds = 'mutatingadmissionpolicybindings,mutatingadmissionpolicies,clusterrolebindings,clusterroles';
    const labels = 'app.kubernetes.io/name=outrigger,app.kubernetes.io/component=admission';
    const overlay = await cluster.kubectl(['get', kinds, '--selector', labels, '--output=name']);
    assert.equal(overlay.trim().split('\n').length, 4);
    await cluster.kubectl(['delete', kinds, '--selector', labels]);
    const [{workload, manifest}] = kept as [Kept];
    await eventually('the old manifest is refused', async () => {
      const refusal = await workload.apply(manifest).then(() => '', String);
      return refusal.includes('spec.template.spec.initContainers[0].name: Duplicate value: "log"');
    });
  });

  async function convertedBy(name: string, conversion: JsonObject = {}): Promise<Kept> {
    const each = await apply('Deployment', 'server', name);
    await lab.policyFor(name, name, {sidecars: SIDECARS, conversion: {...TEMPLATE, ...conversion}});
    await converted(each);
    return each;
  }
});

function marks({metadata}: JsonObject): readonly string[] {
  const annotations = (metadata as {readonly annotations?: JsonObject}).annotations ?? {};
  return Object.keys(annotations).filter(key => key.startsWith('outrigger.dev/'));
}
