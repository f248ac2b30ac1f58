import assert from 'node:assert/strict';
import {
  numberAt,
  objectAt,
  objectsAt,
  stringAt,
  stringMapAt,
  valueAt,
  type JsonObject,
} from '../../../src/domain/json.ts';
import {objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {container, cronJob, job, podSpec} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {inBatches} from '../loop/in-batches.ts';
import {Lab} from '../loop/lab.ts';
import {PodStage} from './pod-stage.ts';

const NAMESPACE = 'pod-delivery';
const NAME = `outrigger.${NAMESPACE}.pods`;
const LOG = container('log', {readinessProbe: {tcpSocket: {port: 80}}, ports: [{containerPort: 80}]});
const SPEC = podSpec([container('app'), LOG]);
const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'Pod'];
const POD = {mode: 'Enforce', delivery: 'Pod'};
/** A rule of a Job that no pod shows, and by which a sidecar that is stopped would count as failed. */
const FAILURE_POLICY = {
  podFailurePolicy: {rules: [{action: 'FailJob', onExitCodes: {operator: 'NotIn', values: [0]}}]},
};

function yearly(object: JsonObject): JsonObject {
  return {...object, spec: {...objectAt(object, 'spec'), schedule: '0 0 1 1 *'}};
}

/** The pods of the template's label `name`. */
function target(name: string): JsonObject {
  return {target: {kinds: KINDS, selector: {matchLabels: {name}}}};
}

describe('the operator that has pods converted when they are created', function () {
  this.timeout(120_000);
  let lab: Lab;
  let cluster: Cluster;
  let stage: PodStage;

  before(async () => {
    cluster = await sharedCluster();
    lab = await Lab.open(NAMESPACE);
    stage = new PodStage(cluster, lab.admin);
    await lab.policyFor('web', 'web', {...target('web'), conversion: POD});
    await lab.start();
  });

  after(async () => {
    await lab.close();
    await stage.clear();
  });

  const like = (name: string) => ({labels: {app: 'shop', name}, spec: SPEC});

  /** How often the operator has written pod policies and bindings, in the end of their paths. */
  function writes(): readonly string[] {
    const all = lab.proxy.writes.filter(({path, status = 0}) => path.includes('mutatingadmission') && status < 300);
    return all.map(({method, path}) => `${method} ${path.split('/').slice(4).join('/')}`);
  }

  /** Of the findings in the policy's status. */
  function codes(policy: string): readonly unknown[] {
    const found = objectsAt(lab.follower('SidecarPolicy').get(policy), 'status', 'findings');
    return found.map(({code}) => code);
  }

  async function edit(name: string, spec: JsonObject): Promise<void> {
    await lab.change('SidecarPolicy', name, {spec});
  }

  it('says which overlay lets it, and converts nothing, while it may not', async () => {
    await lab.deployment('web', {pods: SPEC, spec: {replicas: 1}});
    await lab.counts('web', {pending: 1});
    const line = await eventually('it is said', () =>
      lab.operator.lines.find(({detail}) => String(detail).includes('kubectl apply -k config/pod-admission')),
    );
    assert.equal(line['reason'], 'AdmissionNotAvailable');
    assert.deepEqual(writes(), []);
    await stage.becomes([], NAMESPACE, like('web'));
  });

  it('writes one policy and one binding once it may, and pods that are created are native', async () => {
    await lab.operator.stop();
    await stage.allow();
    await lab.start();
    const pod = await stage.becomes(['log'], NAMESPACE, like('web'));
    assert.equal(
      stringAt(pod, 'metadata', 'annotations', 'outrigger.dev/converted-by'),
      `SidecarPolicy ${NAMESPACE}/web`,
    );
    assert.deepEqual(writes(), ['POST mutatingadmissionpolicies', 'POST mutatingadmissionpolicybindings']);
  });

  it('can be read: what it is compiled from, and a comment for each step', async () => {
    const yaml = await cluster.kubectl(['get', 'mutatingadmissionpolicy', NAME, '--output=yaml']);
    assert.match(yaml, new RegExp(`outrigger.dev/compiled-from: SidecarPolicy ${NAMESPACE}/web generation 1`));
    assert.match(yaml, /^ +\/\/ The policy that governs the pod/m);
    const found = await cluster.kubectl([
      'get',
      'mutatingadmissionpolicies',
      '-l',
      'outrigger.dev/compiled=pods',
      '--output=name',
    ]);
    assert.match(found, new RegExp(NAME));
  });

  it('converts the pods of a rollout, and writes nothing to the Deployment', async () => {
    await lab.change('Deployment', 'web', {spec: {template: {metadata: {annotations: {again: '1'}}}}});
    const generation = numberAt(lab.follower('Deployment').get('web'), 'metadata', 'generation');
    await eventually('a new pod is native', async () =>
      [...(await stage.nativesByPod(NAMESPACE, 'web')).values()].includes('log'),
    );
    assert.equal(lab.writes('web'), 0);
    assert.equal(numberAt(lab.follower('Deployment').get('web'), 'metadata', 'generation'), generation);
    assert.deepEqual(lab.inits('web'), []);
  });

  it('converts the pod of a Job', async () => {
    const metadata = {name: 'once', namespace: NAMESPACE};
    await lab.create('Job', job(SPEC, {metadata, template: {labels: {name: 'web'}}}));
    const pods = await eventually('its pod is there', async () => {
      const found = await lab.admin.list('Pod', NAMESPACE);
      const own = found.filter(pod => stringAt(pod, 'metadata', 'labels', 'job-name') === 'once');
      return own.length > 0 && own;
    });
    assert.deepEqual(
      objectsAt(pods[0], 'spec', 'initContainers').map(({name}) => name),
      ['log'],
    );
  });

  it('is silent when nothing of its policies changes', async () => {
    const before = writes().length;
    await lab.deployment('noise', {label: 'web', pods: SPEC});
    await lab.change('Deployment', 'noise', {spec: {template: {metadata: {annotations: {again: '1'}}}}});
    await lab.admin.delete('Deployment', NAMESPACE, 'noise');
    await lab.policyFor('nothing', 'audit', {conversion: {mode: 'Audit'}});
    await eventually('the policy is observed', () => lab.status('audit') !== undefined);
    assert.equal(writes().length, before);
  });

  it('puts back what others edit or delete', async () => {
    const policy = await stage.get('MutatingAdmissionPolicy', NAME);
    await lab.admin.merge('MutatingAdmissionPolicy', {name: NAME}, {spec: {reinvocationPolicy: 'Never'}});
    await lab.admin.rest.delete(objectPath(RESOURCES.MutatingAdmissionPolicyBinding, {name: NAME}));
    await eventually('both are as before', async () => {
      const now = await stage.get('MutatingAdmissionPolicy', NAME);
      const binding = await stage.get('MutatingAdmissionPolicyBinding', NAME);
      assert.deepEqual(now?.['spec'], policy?.['spec']);
      return binding !== undefined;
    });
    await lab.admin.rest.delete(objectPath(RESOURCES.MutatingAdmissionPolicy, {name: NAME}));
    await eventually('it is there again', async () => stage.get('MutatingAdmissionPolicy', NAME));
    await stage.becomes(['log'], NAMESPACE, like('web'));
  });

  it('has its pods converted while it is down, and writes nothing when it is back', async () => {
    await lab.operator.stop();
    await stage.becomes(['log'], NAMESPACE, like('web'));
    const before = writes().length;
    await lab.start();
    await lab.counts('web', {blocked: 0, failed: 0});
    await edit('audit', {suspend: true});
    await eventually('a later change is observed', () => lab.status('audit') !== undefined);
    assert.equal(writes().length, before);
  });

  it('gives new pods the new settings of an edited policy', async () => {
    await edit('web', {sidecars: [{match: {names: ['log']}, startup: {gate: 'Readiness', timeoutSeconds: 77}}]});
    await eventually('a new pod has the new gate', async () => {
      const [log] = objectsAt(await stage.dryRun(NAMESPACE, like('web')), 'spec', 'initContainers');
      return numberAt(log, 'startupProbe', 'failureThreshold') === 77;
    });
    const annotations = stringMapAt(await stage.get('MutatingAdmissionPolicy', NAME), 'metadata', 'annotations');
    assert.equal(annotations['outrigger.dev/compiled-from'], `SidecarPolicy ${NAMESPACE}/web generation 2`);
  });

  const withdrawals: readonly (readonly [says: string, off: JsonObject, on: JsonObject])[] = [
    ['is suspended', {suspend: true}, {suspend: false}],
    ['is in Audit', {conversion: {mode: 'Audit'}}, {conversion: {mode: 'Enforce'}}],
    ['is Off', {conversion: {mode: 'Off'}}, {conversion: {mode: 'Enforce'}}],
    [
      'converts templates',
      {conversion: {delivery: 'Template'}, target: {kinds: ['Deployment']}},
      {conversion: {delivery: 'Pod'}, target: {kinds: KINDS}},
    ],
  ];
  for (const [says, off, on] of withdrawals) {
    it(`takes both away while the only policy that enforces ${says}: new pods are classic`, async () => {
      await edit('web', off);
      await stage.isGone(NAME);
      await stage.becomes([], NAMESPACE, like('web'));
      await edit('web', on);
      await stage.becomes(['log'], NAMESPACE, like('web'));
    });
  }

  it('decides under Auto by who owns the object, and leaves out the pods of those whose template it converts', async () => {
    const applied = {'kubectl.kubernetes.io/last-applied-configuration': '{}'};
    const spec = {replicas: 1, selector: {matchLabels: {app: 'shop'}}};
    for (const [name, annotations] of Object.entries({owned: applied, ours: {}})) {
      const template = {metadata: {labels: {app: 'shop', name: 'auto'}}, spec: SPEC};
      await lab.create('Deployment', {metadata: {name, annotations}, spec: {...spec, template}});
    }
    await lab.policyFor('auto', 'auto', {...target('auto'), conversion: {mode: 'Enforce', delivery: 'Auto'}});
    // Nothing here is ever available, so the template of the other waits for that.
    await stage.becomes(['log'], NAMESPACE, {...ofReplicaSet('owned'), spec: SPEC});
    await stage.becomes([], NAMESPACE, {...ofReplicaSet('ours'), spec: SPEC});
    assert.deepEqual([lab.writes('owned'), lab.writes('ours')], [0, 0]);
    await lab.settles('auto', {blocked: 0, failed: 0});
  });

  function ofReplicaSet(deployment: string) {
    const labels = {app: 'shop', name: 'auto', 'pod-template-hash': '5c9'};
    return {labels, owner: `ReplicaSet/${deployment}-5c9`};
  }

  it('leaves out the pods of what is opted out by its own label, and takes them in when that goes', async () => {
    await lab.change('Deployment', 'owned', {metadata: {labels: {'outrigger.dev/skip': 'true'}}});
    await stage.becomes([], NAMESPACE, {...ofReplicaSet('owned'), spec: SPEC});
    await lab.change('Deployment', 'owned', {metadata: {labels: {'outrigger.dev/skip': null}}});
    await stage.becomes(['log'], NAMESPACE, {...ofReplicaSet('owned'), spec: SPEC});
  });

  it('leaves out the pods of a CronJob that is blocked by what no pod shows', async () => {
    const metadata = {name: 'nightly', namespace: NAMESPACE};
    const template = {labels: {name: 'web', blocked: 'yes'}};
    await lab.create('CronJob', yearly(cronJob(SPEC, {metadata, template, spec: FAILURE_POLICY})));
    await lab.counts('web', {blocked: 1}, 'CronJob');
    const labels = {name: 'web', blocked: 'yes', 'job-name': 'nightly-1'};
    await stage.becomes([], NAMESPACE, {labels, owner: 'Job/nightly-1', spec: SPEC});
    await stage.becomes(['log'], NAMESPACE, {labels: {name: 'web'}, owner: 'Job/other', spec: SPEC});
  });

  it('converts no pod rather than one that must stay, where more must than can be said, and says so', async () => {
    const names = Array.from({length: 201}, (_, index) => `many-${index}`);
    await inBatches(names, async name => {
      const metadata = {name, namespace: NAMESPACE, labels: {'outrigger.dev/skip': 'true'}};
      return lab.create('CronJob', yearly(cronJob(SPEC, {metadata, template: {labels: {name: 'web', many: name}}})));
    });
    await lab.finds('web', 'TooManyExclusions');
    await stage.isGone(NAME);
    await stage.becomes([], NAMESPACE, like('web'));
    await inBatches(names, async name => lab.admin.delete('CronJob', NAMESPACE, name));
    await stage.becomes(['log'], NAMESPACE, like('web'));
  });

  it('converts no pod where the rules are too much for an admission policy, and says so', async () => {
    const [before] = objectsAt(lab.follower('SidecarPolicy').get('web'), 'spec', 'sidecars');
    const images = Array.from({length: 16}, (_, index) => `*/a${index}*-${'b'.repeat(60)}`);
    await edit('web', {sidecars: [before, ...Array.from({length: 31}, () => ({match: {images}}))]});
    await lab.finds('web', 'PodPolicyTooLarge');
    await stage.isGone(NAME);
    await stage.becomes([], NAMESPACE, like('web'));
    await eventually('its status says so', () => codes('web').includes('PodPolicyTooLarge'));
    await edit('web', {sidecars: [before]});
    await stage.becomes(['log'], NAMESPACE, like('web'));
    await eventually('its status no longer says so', () => !codes('web').includes('PodPolicyTooLarge'));
  });

  it('stops where people delete what is left, with the line of docs/gitops.md', async () => {
    await lab.operator.stop();
    await stage.leave();
    await stage.becomes([], NAMESPACE, like('web'));
    await lab.start();
    await stage.becomes(['log'], NAMESPACE, like('web'));
  });

  it('sweeps what is left of policies that were deleted, also while it was down', async () => {
    await lab.operator.stop();
    for (const name of ['web', 'auto', 'audit']) await lab.removePolicy(name);
    await stage.becomes(['log'], NAMESPACE, like('web'));
    await lab.start();
    await stage.isGone(NAME);
    await stage.becomes([], NAMESPACE, like('web'));
    assert.equal(valueAt(objectAt(await lab.admin.get('Deployment', NAMESPACE, 'web')), 'spec', 'replicas'), 1);
  });
});
