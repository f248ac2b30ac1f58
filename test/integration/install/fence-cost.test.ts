import assert from 'node:assert/strict';
import {objectAt, type JsonObject} from '../../../src/domain/json.ts';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import {objectOperations} from '../../../src/domain/operations.ts';
import {plan} from '../../../src/domain/plan.ts';
import {workloadOf} from '../../../src/domain/workload.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {container, deployment, podSpec, policy, rule} from '../../support/builders.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {installOutrigger, type Installation} from './installation.ts';

const NAMESPACE = 'install-fence-cost';

/**
 * Kubernetes stops an admission policy that becomes too dear, and with failurePolicy Fail that refuses the request.
 * Comparing containers is quadratic in their number, so this is where it would be seen.
 */
describe('the fence is cheap enough', () => {
  let installation: Installation;

  before(async function () {
    this.timeout(120_000);
    installation = await installOutrigger(await sharedCluster());
    await installation.cluster.kubectl(['create', 'namespace', NAMESPACE]);
  });

  for (const count of [20, 100]) {
    it(`for a template of ${count} containers, each with all that containers usually have`, async function () {
      this.timeout(120_000);
      const {admin, operator} = installation;
      const object = await admin.create(collectionPath(RESOURCES.Deployment, NAMESPACE), crowded(count));
      const workload = workloadOf('Deployment', object);
      const sidecars = [rule({names: ['log-*'], startup: {gate: 'Readiness', timeoutSeconds: 60}, preStop: 'Remove'})];
      const decision = plan(workload, policy({namespace: NAMESPACE, sidecars}), NO_FACTS);
      assert.ok(decision.type === 'Convert', decision.type);
      const operations = objectOperations(workload, decision.conversion, {policy: 'shop/shop', convertedAt: 'now'});
      const path = objectPath(RESOURCES.Deployment, {namespace: NAMESPACE, name: `crowded-${count}`});
      const after = workloadOf('Deployment', await operator.jsonPatch(path, operations));
      assert.deepEqual(objectAt(after.metadata, 'labels'), objectAt(workload.metadata, 'labels'));
    });
  }
});

/** Half of them mains, half of them sidecars, and as many entries in the record. */
function crowded(count: number): JsonObject {
  const names = Array.from({length: count}, (_, index) => `${index % 2 === 0 ? 'app' : 'log'}-${index}`);
  // With annotations from the start: the Deployment controller adds one, and the operations test for none.
  const metadata = {name: `crowded-${count}`, namespace: NAMESPACE, annotations: {team: 'shop'}};
  return deployment(podSpec(names.map(full)), {metadata, spec: {replicas: 0}});
}

function full(name: string): JsonObject {
  return container(name, {
    command: ['/bin/app', '--name', name],
    args: Array.from({length: 20}, (_, index) => `--flag-${index}=value`),
    env: Array.from({length: 10}, (_, index) => ({name: `VARIABLE_${index}`, value: 'x'.repeat(50)})),
    resources: {requests: {cpu: '10m', memory: '16Mi'}, limits: {memory: '64Mi'}},
    securityContext: {runAsNonRoot: true, readOnlyRootFilesystem: true},
    readinessProbe: {httpGet: {path: '/ready', port: 8080}},
    lifecycle: {preStop: {httpGet: {path: '/quit', port: 8080}}},
  });
}
