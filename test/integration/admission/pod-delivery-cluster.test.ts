import assert from 'node:assert/strict';
import {stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {Lab} from '../loop/lab.ts';
import {PodStage} from './pod-stage.ts';

const OWN = 'pod-cluster-own';
const OTHER = 'pod-cluster-other';
const POLICY = 'pod-cluster';
const BY_CLUSTER = `ClusterSidecarPolicy ${POLICY}`;
const BY_OWN = `SidecarPolicy ${OWN}/own`;
const SPEC = {
  target: {kinds: ['Deployment', 'Pod'], selector: {}},
  sidecars: [{match: {names: ['log']}}],
  conversion: {mode: 'Enforce', delivery: 'Pod'},
};

describe('the operator that has pods of several namespaces converted when they are created', function () {
  this.timeout(120_000);
  let lab: Lab;
  let stage: PodStage;

  before(async () => {
    lab = await Lab.open(OWN);
    stage = new PodStage(await sharedCluster(), lab.admin);
    await lab.admin.create('Namespace', undefined, {metadata: {name: OTHER}});
    await stage.allow();
    const namespaceSelector = {
      matchExpressions: [{key: 'kubernetes.io/metadata.name', operator: 'In', values: [OWN, OTHER]}],
    };
    await lab.admin.create('ClusterSidecarPolicy', undefined, {
      metadata: {name: POLICY},
      spec: {...SPEC, target: {...SPEC.target, namespaceSelector}},
    });
    // ClusterSidecarPolicies are followed by an unrestricted operator only.
    await lab.start([]);
  });

  after(async () => {
    for (const {metadata} of await lab.admin.list('ClusterSidecarPolicy')) {
      if ((metadata as {name: string}).name === POLICY)
        await lab.admin.delete('ClusterSidecarPolicy', undefined, POLICY);
    }
    await lab.admin.delete('Namespace', undefined, OTHER);
    await lab.close();
    await stage.clear();
  });

  async function converter(namespace: string): Promise<string | undefined> {
    return converterOf(await stage.dryRun(namespace));
  }

  async function isBy(namespace: string, by: string | undefined): Promise<void> {
    await eventually(`pods in ${namespace} are converted by ${by}`, async () => (await converter(namespace)) === by);
  }

  /** What it has written since, in the end of the paths. */
  function writesSince(count: number): readonly string[] {
    const all = lab.proxy.writes.slice(count).filter(({path}) => path.includes('mutatingadmission'));
    return all.map(({method, path}) => `${method} ${path.split('/').slice(4).join('/')}`);
  }

  it('has one policy for all namespaces without a SidecarPolicy', async () => {
    await isBy(OWN, BY_CLUSTER);
    await isBy(OTHER, BY_CLUSTER);
    assert.equal(await stage.get('MutatingAdmissionPolicy', `outrigger.${OWN}.pods`), undefined);
  });

  it('gives a namespace its own, and takes it out of the other before that', async () => {
    const before = lab.proxy.writes.length;
    const seen = new Set<string | undefined>();
    const others = new Set<string | undefined>();
    await lab.policy('own', SPEC);
    await eventually('the namespace has its own', async () => {
      others.add(await converter(OTHER));
      const by = await converter(OWN);
      seen.add(by);
      return by === BY_OWN;
    });
    assert.deepEqual([...others], [BY_CLUSTER], 'the other one stays where it is all the time');
    assert.ok([...seen].every(by => by === undefined || by === BY_CLUSTER || by === BY_OWN));
    assert.deepEqual(writesSince(before), [
      'POST mutatingadmissionpolicies',
      'PATCH mutatingadmissionpolicybindings/outrigger.pods',
      'POST mutatingadmissionpolicybindings',
    ]);
  });

  it('gives it back when its policy goes', async () => {
    const before = lab.proxy.writes.length;
    await lab.removePolicy('own');
    await isBy(OWN, BY_CLUSTER);
    await stage.isGone(`outrigger.${OWN}.pods`);
    assert.deepEqual(writesSince(before), [
      `DELETE mutatingadmissionpolicybindings/outrigger.${OWN}.pods`,
      'PATCH mutatingadmissionpolicybindings/outrigger.pods',
      `DELETE mutatingadmissionpolicies/outrigger.${OWN}.pods`,
    ]);
  });

  it('keeps a namespace whose own policy is suspended out of it', async () => {
    await lab.policy('own', {...SPEC, suspend: true});
    await isBy(OWN, undefined);
    await isBy(OTHER, BY_CLUSTER);
  });

  it('is gone with the last policy', async () => {
    await lab.admin.delete('ClusterSidecarPolicy', undefined, POLICY);
    await stage.isGone('outrigger.pods');
    await stage.isGone(`outrigger.${OWN}.pods`);
    await isBy(OTHER, undefined);
  });
});

function converterOf(pod: JsonObject): string | undefined {
  return stringMapAt(pod, 'metadata', 'annotations')['outrigger.dev/converted-by'];
}
