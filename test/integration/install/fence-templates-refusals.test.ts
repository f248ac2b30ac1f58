import assert from 'node:assert/strict';
import {podSpecPointer} from '../../../src/domain/workload.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import type {PatchOperation} from '../../../src/kube/patch-text.ts';
import {container, native, objectOf, podSpec} from '../../support/builders.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {illegalAround, illegalInContainers, ILLEGAL_SETTINGS, type IllegalChange} from './illegal-changes.ts';
import {illegalAfterConversion, illegalMoves} from './illegal-moves.ts';
import {installOutrigger, refusalOf, type Installation} from './installation.ts';

const NAMESPACE = 'install-fence-refusals';
const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'] as const;
type Kind = (typeof KINDS)[number];

const SPEC = podSpec(
  [
    container('app', {securityContext: {runAsNonRoot: true}}),
    container('log', {lifecycle: {preStop: {httpGet: {path: '/quit', port: 80}}}}),
    container('proxy'),
  ],
  {initContainers: [container('migrate'), container('warm'), native('vault')], volumes: [{name: 'data', emptyDir: {}}]},
);

describe('the fence around stored workloads', () => {
  let installation: Installation;

  before(async function () {
    this.timeout(120_000);
    installation = await installOutrigger(await sharedCluster());
    await installation.cluster.kubectl(['create', 'namespace', NAMESPACE]);
    for (const kind of KINDS) {
      const metadata = {namespace: NAMESPACE, annotations: {team: 'shop'}};
      await installation.admin.create(collectionPath(RESOURCES[kind], NAMESPACE), objectOf(kind, SPEC, {metadata}));
    }
  });

  for (const kind of KINDS) {
    const base = podSpecPointer(kind);
    const template = base.slice(0, -'/spec'.length);
    const illegal = [
      ...(ILLEGAL_SETTINGS[kind] ?? []),
      ...illegalInContainers(base),
      ...illegalAround(template),
      ...illegalMoves(base),
    ];
    describe(`refuses a ${kind} patch that`, () => {
      for (const change of illegal) it(change.title, () => assertRefused(kind, change));
    });
  }

  describe('refuses, once the operator has converted a Deployment, a patch that', () => {
    before(async () => {
      const metadata = {
        name: 'converted',
        namespace: NAMESPACE,
        annotations: {'outrigger.dev/record': '[{"n":"log","i":1}]'},
      };
      const spec = podSpec([container('app')], {initContainers: [native('log')]});
      const object = objectOf('Deployment', spec, {metadata});
      await installation.admin.create(collectionPath(RESOURCES.Deployment, NAMESPACE), object);
    });

    for (const change of illegalAfterConversion(podSpecPointer('Deployment'))) {
      it(change.title, () => assertRefused('Deployment', change, 'converted'));
    }
  });

  it('lets everybody else do what it refuses the operator', async () => {
    const operations: readonly PatchOperation[] = [{op: 'add', path: '/spec/paused', value: true}];
    await installation.admin.jsonPatch(pathOf('Deployment', 'shop'), operations, {dryRun: true});
  });

  it('takes a sidecar that the operator did not convert for a stranger', async () => {
    const base = podSpecPointer('Deployment');
    await assertRefused('Deployment', {
      title: '',
      operations: [
        {op: 'remove', path: `${base}/initContainers/2/restartPolicy`},
        {op: 'move', from: `${base}/initContainers/2`, path: `${base}/containers/-`},
      ],
      says: 'only with a record',
    });
  });

  it('need not look at a name in both lists, which the API server itself refuses', async () => {
    const base = podSpecPointer('Deployment');
    await assertRefused('Deployment', {
      title: '',
      operations: [
        {op: 'add', path: `${base}/initContainers/-`, value: {...container('log'), restartPolicy: 'Always'}},
      ],
      says: 'Duplicate value',
    });
  });

  async function assertRefused(kind: Kind, {operations, says}: IllegalChange, name = 'shop'): Promise<void> {
    const refusal = await refusalOf(installation.operator.jsonPatch(pathOf(kind, name), operations, {dryRun: true}));
    assert.ok(refusal.message.includes(says), refusal.message);
  }
});

function pathOf(kind: Kind, name: string): string {
  return objectPath(RESOURCES[kind], {namespace: NAMESPACE, name});
}
