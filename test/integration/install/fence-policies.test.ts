import assert from 'node:assert/strict';
import {API_VERSION, REVERT_FINALIZER} from '../../../src/api/constants.ts';
import type {JsonObject} from '../../../src/domain/json.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {installOutrigger, refusalOf, type Installation} from './installation.ts';

const NAMESPACE = 'install-fence-policies';
const METADATA = {name: 'install-fence', annotations: {team: 'shop'}, finalizers: ['example.com/keep']};
const SIDECARS = [{match: {names: ['log']}}];

const POLICIES: readonly JsonObject[] = [
  {
    apiVersion: API_VERSION,
    kind: 'SidecarPolicy',
    metadata: {...METADATA, namespace: NAMESPACE},
    spec: {sidecars: SIDECARS},
  },
  {
    apiVersion: API_VERSION,
    kind: 'ClusterSidecarPolicy',
    metadata: METADATA,
    spec: {sidecars: SIDECARS, target: {namespaceSelector: {matchLabels: {'install-fence': 'true'}}}},
  },
];

const ILLEGAL: readonly {readonly title: string; readonly patch: JsonObject; readonly says: string}[] = [
  {
    title: 'enforce what its author only wanted to see',
    patch: {spec: {conversion: {mode: 'Enforce'}}},
    says: 'Outrigger does not change the spec of a policy',
  },
  {
    title: 'change its sidecars',
    patch: {spec: {sidecars: [{match: {names: ['app']}}]}},
    says: 'Outrigger does not change the spec of a policy',
  },
  {
    title: 'set a label',
    patch: {metadata: {labels: {team: 'other'}}},
    says: "Outrigger changes nothing of a policy's metadata but its finalizer",
  },
  {
    title: 'change an annotation',
    patch: {metadata: {annotations: {team: 'other'}}},
    says: "Outrigger changes nothing of a policy's metadata but its finalizer",
  },
  {
    title: 'set a finalizer that is not its own',
    patch: {metadata: {finalizers: ['example.com/keep', 'example.com/mine']}},
    says: `Outrigger sets and removes no finalizer but ${REVERT_FINALIZER}`,
  },
  {
    title: 'remove a finalizer that is not its own',
    patch: {metadata: {finalizers: [REVERT_FINALIZER]}},
    says: `Outrigger sets and removes no finalizer but ${REVERT_FINALIZER}`,
  },
];

for (const policy of POLICIES) {
  const kind = policy['kind'] as 'SidecarPolicy' | 'ClusterSidecarPolicy';
  const path = objectPath(RESOURCES[kind], {namespace: NAMESPACE, name: METADATA.name});

  describe(`the fence around a ${kind}`, () => {
    let installation: Installation;

    before(async function () {
      this.timeout(120_000);
      installation = await installOutrigger(await sharedCluster());
      if (kind === 'SidecarPolicy') await installation.cluster.kubectl(['create', 'namespace', NAMESPACE]);
      await installation.admin.create(collectionPath(RESOURCES[kind], NAMESPACE), policy);
    });

    after(async () => {
      await installation.admin.mergePatch(path, {metadata: {finalizers: null}});
      await installation.admin.delete(path);
    });

    it('lets the operator set and remove its own finalizer', async () => {
      for (const finalizers of [['example.com/keep', REVERT_FINALIZER], ['example.com/keep']]) {
        await installation.operator.mergePatch(path, {metadata: {finalizers}});
      }
    });

    it('lets the operator write its status', async () => {
      const conditions = [
        {type: 'Ready', status: 'True', reason: 'Auditing', message: '', lastTransitionTime: '2026-01-01T00:00:00Z'},
      ];
      await installation.operator.mergePatch(`${path}/status`, {status: {observedGeneration: 1, conditions}});
    });

    for (const {title, patch, says} of ILLEGAL) {
      it(`does not let the operator ${title}`, async () => {
        const refusal = await refusalOf(installation.operator.mergePatch(path, patch, {dryRun: true}));
        assert.ok(refusal.message.includes(says), refusal.message);
      });
    }

    it('lets its author do all of that', async () => {
      for (const {patch} of ILLEGAL) await installation.admin.mergePatch(path, patch, {dryRun: true});
    });
  });
}
