import assert from 'node:assert/strict';
import type {Operation} from '../../../src/domain/decision.ts';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import {objectAt} from '../../../src/domain/json.ts';
import {
  failureOperations,
  objectOperations,
  restartOperations,
  reversionOperations,
} from '../../../src/domain/operations.ts';
import {plan} from '../../../src/domain/plan.ts';
import type {SidecarRule} from '../../../src/domain/policy.ts';
import {reversionOf} from '../../../src/domain/reversion.ts';
import {workloadOf, type Workload} from '../../../src/domain/workload.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {objectOf, podSpec, policy} from '../../support/builders.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {LEGAL_CONVERSIONS, type LegalConversion} from './legal-conversions.ts';
import {installOutrigger, type Installation} from './installation.ts';

const NAMESPACE = 'install-fence-templates';
const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'] as const;
type Kind = (typeof KINDS)[number];

describe('the fence around stored workloads lets the operator', () => {
  let installation: Installation;

  before(async function () {
    this.timeout(120_000);
    installation = await installOutrigger(await sharedCluster());
    await installation.cluster.kubectl(['create', 'namespace', NAMESPACE]);
  });

  for (const kind of KINDS) {
    for (const legal of LEGAL_CONVERSIONS) {
      it(`convert a ${kind} with ${legal.title}, and put it back exactly`, async () => {
        const before = await create(kind, legal);
        let at = before;
        for (const rules of legal.rules) at = await write(kind, convert(kind, at, rules));
        assert.notDeepEqual(at.template, before.template);
        const after = await write(kind, revert(at));
        assert.deepEqual(after.template, before.template);
        assert.deepEqual(marks(after), []);
      });
    }
  }

  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet'] as const) {
    it(`restart the pods of a ${kind}, and do it again`, async () => {
      let at = await create(kind, {title: '', spec: podSpec(), rules: []});
      for (const time of ['2026-01-01T00:00:00Z', new Date().toISOString()]) {
        at = await write(kind, {workload: at, operations: restartOperations(at, {at: time, mark: 'why'})});
        const {annotations} = at.template.metadata;
        assert.deepEqual(annotations, {'kubectl.kubernetes.io/restartedAt': time});
      }
    });
  }

  it('mark a CronJob whose pods do not come up', async () => {
    const before = await create('CronJob', {title: '', spec: podSpec(), rules: []});
    const operations = failureOperations(before, 'why');
    assert.deepEqual(marks(await write('CronJob', {workload: before, operations})), ['outrigger.dev/failed']);
  });

  async function create(kind: Kind, legal: LegalConversion): Promise<Workload> {
    const metadata = {generateName: 'shop-', name: undefined, namespace: NAMESPACE, annotations: {team: 'shop'}};
    // Nothing of it is to run: what is stored is what matters.
    const spec = kind === 'Deployment' || kind === 'StatefulSet' ? {replicas: 0} : {};
    const labels = {app: 'shop', ...legal.template?.labels};
    const object = objectOf(kind, legal.spec, {metadata, spec, template: {...legal.template, labels}});
    return workloadOf(kind, await installation.admin.create(collectionPath(RESOURCES[kind], NAMESPACE), object));
  }

  async function write(kind: Kind, {workload, operations}: Change): Promise<Workload> {
    const name = String(workload.metadata['name']);
    const path = objectPath(RESOURCES[kind], {namespace: NAMESPACE, name});
    return workloadOf(kind, await installation.operator.jsonPatch(path, operations));
  }
});

/** Annotations that are Outrigger's. (Controllers count revisions in theirs.) */
function marks({metadata}: Workload): readonly string[] {
  return Object.keys(objectAt(metadata, 'annotations')).filter(key => key.startsWith('outrigger.dev/'));
}

interface Change {
  readonly workload: Workload;
  readonly operations: readonly Operation[];
}

function convert(kind: Kind, workload: Workload, sidecars: readonly SidecarRule[]): Change {
  const decision = plan(workload, policy({namespace: NAMESPACE, sidecars}), NO_FACTS);
  const conversion =
    'conversion' in decision ? decision.conversion : decision.type === 'AlreadyNative' ? decision.update : undefined;
  assert.ok(conversion, `${kind}: ${JSON.stringify(decision)}`);
  const marks = {policy: 'shop/shop', convertedAt: '2026-01-01T00:00:00Z'};
  return {workload, operations: objectOperations(workload, conversion, marks)};
}

function revert(workload: Workload): Change {
  return {workload, operations: reversionOperations(workload, reversionOf(workload))};
}
