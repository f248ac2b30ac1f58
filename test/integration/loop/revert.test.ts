import assert from 'node:assert/strict';
import {objectAt, objectsAt, stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import {podSpecKeys} from '../../../src/domain/workload.ts';
import {objectOf} from '../../support/builders.ts';
import {eventually} from '../../support/eventually.ts';
import {Lab} from './lab.ts';
import {SHAPES, type Shape} from './shapes.ts';

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'] as const;
type Kind = (typeof KINDS)[number];

interface Exhibit {
  readonly kind: Kind;
  readonly shape: Shape;
  readonly name: string;
}

const EXHIBITS: readonly Exhibit[] = KINDS.flatMap(kind =>
  SHAPES.map((shape, index) => ({kind, shape, name: `${kind.toLowerCase()}-${index}`})),
);

describe('a policy with onDelete Revert that is deleted', function () {
  this.timeout(120_000);
  let lab: Lab;
  const originals = new Map<string, JsonObject>();

  before(async () => {
    lab = await Lab.open('loop-revert');
    for (const exhibit of EXHIBITS) originals.set(exhibit.name, await make(exhibit));
    await lab.start();
    for (const {name} of EXHIBITS) await eventually(`${name} is converted`, () => answered(name));
    for (const exhibit of EXHIBITS) assert.ok(inits(await look(exhibit)).some(isNative), exhibit.name);
    for (const {name} of EXHIBITS) await lab.admin.delete('SidecarPolicy', lab.namespace, name);
  });

  after(async () => lab.close());

  for (const exhibit of EXHIBITS) {
    it(`puts back a ${exhibit.kind} with ${exhibit.shape.title} exactly, in one write`, async () => {
      await eventually('the policy is gone', () => lab.follower('SidecarPolicy').get(exhibit.name) === undefined);
      const original = originals.get(exhibit.name) ?? {};
      const now = await look(exhibit);
      assert.deepEqual(now['spec'], original['spec']);
      assert.deepEqual(ownAnnotations(now), ownAnnotations(original));
      assert.equal(written(exhibit.name), 2);
    });
  }

  it('says so on the workload', async () => {
    const reasons = (): readonly string[] => lab.proxy.events('Deployment', 'deployment-0');
    await eventually('it is told', () => reasons().at(-1) === 'Reverted');
    assert.equal(reasons()[0], 'Converted');
  });

  it('counts what it put back', async () => {
    for (const kind of KINDS) {
      const series = `outrigger_reversions_total{kind="${kind}",reason="PolicyDeleted"}`;
      assert.equal(await lab.operator.metric(series), SHAPES.length);
    }
  });

  async function make({kind, shape, name}: Exhibit): Promise<JsonObject> {
    const labels = {app: 'shop', exhibit: name};
    const metadata = {name, namespace: lab.namespace, annotations: {team: 'shop'}};
    const spec = kind === 'Deployment' || kind === 'StatefulSet' ? {replicas: 0} : {};
    const object = objectOf(kind, shape.spec, {metadata, template: {labels}, spec});
    await lab.create(kind, suspended(object));
    await lab.policy(name, {
      target: {kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job'], selector: {matchLabels: labels}},
      sidecars: shape.sidecars,
      conversion: {mode: 'Enforce', onDelete: 'Revert'},
    });
    return lab.admin.get(kind, lab.namespace, name);
  }

  function look({kind, name}: Exhibit): Promise<JsonObject> {
    return lab.admin.get(kind, lab.namespace, name);
  }

  function written(name: string): number {
    return lab.proxy.stored(`s/${name}`).filter(({path}) => isWorkload(path)).length;
  }

  /** Its conversion is stored. */
  function answered(name: string): boolean {
    return lab.proxy.writes.some(({path, status}) => path.endsWith(`s/${name}`) && isWorkload(path) && status === 200);
  }

  function inits(object: JsonObject): readonly JsonObject[] {
    return objectsAt(object, ...podSpecKeys(object['kind'] as Kind), 'initContainers');
  }
});

/** No Job of a test runs by the clock. */
function suspended(object: JsonObject): JsonObject {
  return object['kind'] === 'CronJob' ? {...object, spec: {...objectAt(object, 'spec'), suspend: true}} : object;
}

function isNative(init: JsonObject): boolean {
  return init['restartPolicy'] === 'Always';
}

/** Without those that the API server's own controllers count their revisions in. */
function ownAnnotations(object: JsonObject): Readonly<Record<string, string>> {
  const annotations = Object.entries(stringMapAt(object, 'metadata', 'annotations'));
  return Object.fromEntries(annotations.filter(([key]) => !key.startsWith('dep')));
}

function isWorkload(path: string): boolean {
  return !path.includes('/sidecarpolicies/');
}
