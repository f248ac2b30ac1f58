import assert from 'node:assert/strict';
import fc from 'fast-check';
import {workloadFrom, workloadView} from '../../../src/controllers/views/workload-view.ts';
import {objectAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {NO_FACTS, type Facts} from '../../../src/domain/facts.ts';
import {objectOperations, reversionOperations} from '../../../src/domain/operations.ts';
import {plan} from '../../../src/domain/plan.ts';
import {reversionOf} from '../../../src/domain/reversion.ts';
import {podSpecKeys} from '../../../src/domain/workload.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {policy, rule} from '../../support/builders.ts';
import {Admin} from '../../support/kube-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';
import {SIDECAR_NAMES, validWorkload, type ValidWorkload} from '../../support/valid-workload.ts';

const NAMESPACE = 'shop';
const SERVER: Facts = {...NO_FACTS, server: {major: 1, minor: 36}};
const KINDS = fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet', 'CronJob');

/** Every gate, position and way with hooks; which rule gets which sidecar is drawn. */
function rules() {
  const settings = fc.record({
    position: fc.constantFrom('AfterInit' as const, 'BeforeInit' as const),
    startup: fc.constantFrom(
      {gate: 'Auto' as const, timeoutSeconds: 60},
      {gate: 'None' as const, timeoutSeconds: 60},
      {gate: 'Readiness' as const, timeoutSeconds: 60},
      {gate: 'Probe' as const, timeoutSeconds: 60, probe: {tcpSocket: {port: 9000}, periodSeconds: 2}},
    ),
    preStop: fc.constantFrom('Auto' as const, 'Keep' as const, 'Remove' as const),
  });
  return fc.tuple(...SIDECAR_NAMES.map(name => settings.map(each => rule({names: [name], ...each}))));
}

describe('what plan converts', function () {
  this.timeout(180_000);
  let admin: Admin;

  before(async () => {
    admin = new Admin(await sharedCluster());
    await admin.create('Namespace', undefined, {metadata: {name: NAMESPACE}});
  });

  after(async () => {
    await admin.delete('Namespace', undefined, NAMESPACE);
    await admin.close();
  });

  /** Stores it, tries the conversion and the reversion of its result, and removes it. */
  async function tryOn({kind, object}: ValidWorkload, sidecars: readonly ReturnType<typeof rule>[]): Promise<string> {
    const resource = RESOURCES[kind];
    const stored = await admin.rest.create(collectionPath(resource, NAMESPACE), {...object, ...quiet(kind, object)});
    const path = objectPath(resource, {namespace: NAMESPACE, name: stringAt(stored, 'metadata', 'name') ?? ''});
    try {
      const workload = workloadFrom(workloadView(kind, stored, 'outrigger'));
      const decision = plan(workload, policy({sidecars, key: 'shop/shop'}), SERVER);
      if (decision.type !== 'Convert') return decision.type;
      const marks = {policy: 'shop/shop', convertedAt: '2026-11-01T00:00:00Z'};
      const converted = await patchFresh(path, kind, fresh => objectOperations(fresh, decision.conversion, marks));
      assert.deepEqual(
        specOf(kind, converted),
        specOf(kind, await defaulted(kind, converted, decision.conversion.spec)),
      );
      const reverted = await patchFresh(path, kind, fresh => reversionOperations(fresh, reversionOf(fresh)));
      assert.deepEqual(specOf(kind, reverted), specOf(kind, stored));
      return decision.type;
    } finally {
      await admin.rest.delete(path, {propagationPolicy: 'Background', gracePeriodSeconds: 0});
    }
  }

  /** Controllers annotate a new object at any time, which changes nothing but the operations on annotations. */
  async function patchFresh(
    path: string,
    kind: ValidWorkload['kind'],
    operations: (workload: ReturnType<typeof workloadFrom>) => ReturnType<typeof objectOperations>,
    tries = 5,
  ): Promise<JsonObject> {
    const fresh = workloadFrom(workloadView(kind, await admin.rest.get(path), 'outrigger'));
    try {
      return await admin.rest.jsonPatch(path, operations(fresh));
    } catch (error) {
      if (tries === 0) throw error;
      return patchFresh(path, kind, operations, tries - 1);
    }
  }

  /** What the server makes of the planned spec: it fills in the defaults of a new probe. */
  async function defaulted(kind: ValidWorkload['kind'], object: JsonObject, spec: JsonObject): Promise<JsonObject> {
    const whole = replaceSpec(kind, object, spec);
    const metadata = {namespace: NAMESPACE, generateName: 'shop-'};
    const {status: _, ...rest} = whole;
    return admin.rest.create(collectionPath(RESOURCES[kind], NAMESPACE), {...rest, metadata}, {dryRun: true});
  }

  it('is accepted by the API server as planned, and put back exactly; the rest plan had blocked', async () => {
    const seen: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(validWorkload(KINDS), rules(), async (workload, sidecars) => {
        const type = await tryOn(workload, sidecars);
        seen[type] = (seen[type] ?? 0) + 1;
      }),
      {numRuns: 150, endOnFailure: true},
    );
    assert.ok((seen['Convert'] ?? 0) > 50, `too few conversions to mean anything: ${JSON.stringify(seen)}`);
  });
});

function specOf(kind: ValidWorkload['kind'], object: JsonObject): JsonObject {
  return objectAt(object, ...podSpecKeys(kind));
}

function replaceSpec(kind: ValidWorkload['kind'], object: JsonObject, spec: JsonObject): JsonObject {
  return podSpecKeys(kind).reduceRight<JsonObject>(
    (inner, key, index, keys) => ({...objectAt(object, ...keys.slice(0, index)), [key]: inner}),
    spec,
  );
}

/** Nothing is to run. */
function quiet(kind: ValidWorkload['kind'], object: JsonObject): JsonObject {
  const spec = objectAt(object, 'spec');
  if (kind === 'CronJob') return {spec: {...spec, suspend: true}};
  return kind === 'DaemonSet' ? {} : {spec: {...spec, replicas: 0}};
}
