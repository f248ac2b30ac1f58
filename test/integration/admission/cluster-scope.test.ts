import assert from 'node:assert/strict';
import {compilePodPolicy} from '../../../src/admission/pods/compile.ts';
import {unitsOf} from '../../../src/admission/pods/units.ts';
import {stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import type {Policy} from '../../../src/domain/policy.ts';
import {podSpec, policy, rule} from '../../support/builders.ts';
import {Admin} from '../../support/kube-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {AdmissionPolicies} from './admission-policies.ts';

const OWN = 'admission-scope-own';
/** On namespaces that the cluster policy leaves out. */
const OTHERS = 'admission-scope-others';

/** By which policy a pod is converted in each namespace; undefined: by none. */
const NAMESPACES: readonly {readonly says: string; readonly metadata: JsonObject; readonly by?: string}[] = [
  {
    says: 'a namespace that the selector takes in',
    metadata: {name: 'admission-scope-in'},
    by: 'ClusterSidecarPolicy scope',
  },
  {says: 'another namespace', metadata: {name: 'admission-scope-out', labels: {[OTHERS]: ''}}},
  {
    says: 'a namespace with the skip label',
    metadata: {name: 'admission-scope-skip', labels: {'outrigger.dev/skip': 'true'}},
  },
  {
    says: 'a namespace with a policy of its own, which comes first',
    metadata: {name: OWN},
    by: `SidecarPolicy ${OWN}/own`,
  },
];

const PROTECTED = 'kube-node-lease';

describe('pod policies of the cluster and of namespaces', function () {
  this.timeout(120_000);
  let admin: Admin;
  let admission: AdmissionPolicies;

  before(async () => {
    admin = new Admin(await sharedCluster());
    admission = new AdmissionPolicies(admin, 'admission-scope-canary');
    await admission.open();
    for (const {metadata} of NAMESPACES) await admin.create('Namespace', undefined, {metadata});
    await admission.apply(
      unitsOf([own(), cluster()], []).map(unit => {
        const result = compilePodPolicy(unit);
        return result.type === 'Compiled' ? result : assert.fail(JSON.stringify(result.findings));
      }),
    );
  });

  after(async () => {
    await admission.close();
    for (const {metadata} of NAMESPACES) await admin.delete('Namespace', undefined, String(metadata['name']));
    await admin.close();
  });

  for (const {says, metadata, by} of NAMESPACES) {
    it(`${says}: ${by ?? 'no policy'}`, async () =>
      assert.equal(await convertedBy(String(metadata['name']), 'log'), by));
  }

  it('a namespace with a policy of its own leaves to the cluster what that one does not claim', async () => {
    assert.equal(await convertedBy(OWN, 'agent'), 'ClusterSidecarPolicy scope');
  });

  it('a namespace of Kubernetes stays, unless the selector names it', async () => {
    assert.equal(await convertedBy(PROTECTED, 'log'), undefined);
  });

  async function convertedBy(namespace: string, sidecar: string): Promise<string | undefined> {
    const containers = ['app', sidecar].map(name => ({name, image: 'registry.example/app:1.0'}));
    const pod = await admission.dryRun(namespace, {
      metadata: {name: 'shop'},
      spec: {...podSpec(containers), automountServiceAccountToken: false},
    });
    return stringMapAt(pod, 'metadata', 'annotations')['outrigger.dev/converted-by'];
  }
});

function own(): Policy {
  return policy({namespace: OWN, key: `${OWN}/own`});
}

/** Takes in the namespaces of the test, and one of Kubernetes, which it does not name: of all that lack a label. */
function cluster(): Policy {
  const {namespace: _, ...rest} = policy({kind: 'ClusterSidecarPolicy', key: 'scope', name: 'scope'});
  const namespaceSelector = {matchExpressions: [{key: OTHERS, operator: 'DoesNotExist'}]};
  return {...rest, sidecars: [rule({names: ['log', 'agent']})], target: {...rest.target, namespaceSelector}};
}
