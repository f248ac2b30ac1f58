import assert from 'node:assert/strict';
import fc from 'fast-check';
import {ACKNOWLEDGEABLE_CODES} from '../../../src/api/acknowledge.ts';
import {RECORD_ANNOTATION, SKIP_LABEL} from '../../../src/api/constants.ts';
import {applyOperations} from '../../../src/domain/apply-operations.ts';
import type {Facts} from '../../../src/domain/facts.ts';
import {NO_FACTS} from '../../../src/domain/facts.ts';
import {objectAt, objectsAt, sameJson, stringAt, stringMapAt, type JsonObject} from '../../../src/domain/json.ts';
import {keep, type Kept} from '../../../src/domain/keep/keep.ts';
import {objectOperations} from '../../../src/domain/operations.ts';
import {plan} from '../../../src/domain/plan.ts';
import type {TemplateKind} from '../../../src/domain/template-kinds.ts';
import {annotationsOf, podSpecKeys, templatePointer, workloadOf} from '../../../src/domain/workload.ts';
import {ApiError} from '../../../src/kube/api-error.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {startCluster, type Cluster} from '../../cluster/cluster.ts';
import {policy} from '../../support/builders.ts';
import {differences} from '../../support/differences.ts';
import {stored} from '../../support/pod-spec-laws.ts';
import {applierEntry, manifestFields, settingFields} from './keep-appliers.ts';
import {
  keepCase,
  lastApplied,
  manifestAfter,
  marked,
  withLists,
  type Change,
  type KeepCase,
  type Lists,
} from './keep-cases.ts';
import {KeepScene} from './keep-scene.ts';

const SERVER: Facts = {...NO_FACTS, server: {major: 1, minor: 36}};
const MARKS = {policy: 'shop/shop', convertedAt: '2026-11-01T00:00:00Z'};
const RUNS = 170;

describe('the keep policy and the pure function', function () {
  this.timeout(600_000);
  let cluster: Cluster;
  let scene: KeepScene;
  const seen: Record<string, number> = {};

  before(async () => {
    // Nobody else writes to the objects.
    cluster = await startCluster({node: false, controllers: 'None', progress: console.error});
    scene = await KeepScene.open('keep-differential', cluster);
  });

  after(async () => {
    await scene.close();
    await cluster.stop();
  });

  it('say the same of more than a thousand updates', async () => {
    await fc.assert(
      fc.asyncProperty(keepCase(), async each => compare(each)),
      {numRuns: RUNS, endOnFailure: true},
    );
    const compared = Object.values(seen).reduce((sum, count) => sum + count, 0);
    assert.ok(compared >= 1000, `compared: ${JSON.stringify(seen)}`);
    for (const what of ['moved', 'unmoved', 'refused']) assert.ok((seen[what] ?? 0) > 20, JSON.stringify(seen));
  });

  async function compare(each: KeepCase): Promise<void> {
    const old = await storeConverted(each);
    if (old === undefined) return;
    const path = pathOf(each.kind, old);
    try {
      await Promise.all(each.updates.map(async change => compareUpdate(each, old, change)));
    } finally {
      await scene.admin.rest.delete(path, {propagationPolicy: 'Background', gracePeriodSeconds: 0});
    }
  }

  /** The object as the operator leaves it; undefined: it cannot be converted. */
  async function storeConverted({kind, manifest, rules, owned}: KeepCase): Promise<JsonObject | undefined> {
    const classic = await defaulted(kind, manifest);
    const managedFields = [applierEntry(kind, 'flux', {fields: manifestFields(kind, manifest), now: false})];
    const annotations = {'kubectl.kubernetes.io/last-applied-configuration': lastApplied(manifest)};
    const whole = {...classic, metadata: {...objectAt(classic, 'metadata'), managedFields, annotations}};
    const workload = workloadOf(kind, whole);
    const facts = {...SERVER, admission: {pods: false, templates: true}};
    const wanted = policy({sidecars: rules, namespace: scene.namespace, acknowledge: ACKNOWLEDGEABLE_CODES});
    const conversion = {...wanted.conversion, delivery: 'Template' as const};
    const decision = plan(workload, {...wanted, conversion}, facts);
    if (decision.type !== 'Convert') return undefined;
    const converted = applyOperations(whole, objectOperations(workload, decision.conversion, MARKS)) as JsonObject;
    // The conversion takes ownership of what it moves away.
    const fields = owned ? manifestFields(kind, manifest) : manifestFields(kind, converted);
    const entries = [applierEntry(kind, 'flux', {fields: withoutNatives(fields), now: false})];
    const metadata = {...objectAt(converted, 'metadata'), managedFields: entries};
    return scene.admin.create(kind, scene.namespace, quiet(kind, {...converted, metadata}));
  }

  async function compareUpdate(each: KeepCase, old: JsonObject, change: Change): Promise<void> {
    const {kind} = each;
    const {manager} = change;
    const now = await sent(each, old, change);
    const answer = await scene.put(pathOf(kind, old), now, {fieldManager: manager, dryRun: true}).catch(refusal);
    const managedFields = objectAt('refusal' in answer ? now : answer, 'metadata')['managedFields'];
    const update = {...now, metadata: {...objectAt(now, 'metadata'), managedFields}};
    const kept = keep({old: workloadOf(kind, old), now: workloadOf(kind, update), manager, namespaceLabels: {}});
    if ('refusal' in answer) return refusedBoth(kind, old, {kept, message: String(answer['refusal'])});
    note(sameJson(kept.spec, specOf(kind, now)) ? 'unmoved' : 'moved');
    const found = [
      ...differences(stored(specOf(kind, answer)), stored(kept.spec), 'spec'),
      ...differences(
        withoutCount(stringMapAt(answer, 'metadata', 'annotations')),
        withoutCount(kept.annotations),
        'annotations',
      ),
    ];
    const {other: _, ...how} = change;
    const record = annotationsOf(workloadOf(kind, old))[RECORD_ANNOTATION];
    assert.deepEqual(found, [], `${kind} with ${record}, ${JSON.stringify(how)}`);
  }

  function note(what: string): void {
    seen[what] = (seen[what] ?? 0) + 1;
  }

  /** What the API server refuses here, it refuses of the pure function's result as well. */
  async function refusedBoth(
    kind: TemplateKind,
    old: JsonObject,
    {kept, message}: {readonly kept: Kept; readonly message: string},
  ): Promise<void> {
    note('refused');
    const lists = {
      containers: objectsAt(kept.spec, 'containers'),
      initContainers: objectsAt(kept.spec, 'initContainers'),
    };
    const answer = await defaulted(kind, withLists(kind, old, lists)).catch(refusal);
    assert.ok('refusal' in answer, `only the API server refuses it: ${message}`);
  }

  /** The object as a client sends it, with the defaults of the API server in its containers. */
  async function sent({kind, manifest}: KeepCase, old: JsonObject, change: Change): Promise<JsonObject> {
    const edited = manifestAfter(kind, manifest, change);
    const lists = listsOf(kind, await defaulted(kind, edited));
    const now = withLists(kind, old, merged(lists, listsOf(kind, old), change));
    const metadata = {
      ...marked(old, edited, change),
      managedFields: entriesAfter(kind, {old, edited, manifest}, change),
    };
    return skipped(kind, {...now, metadata}, change);
  }

  /** The API server fills in defaults, and stores nothing. */
  async function defaulted(kind: TemplateKind, object: JsonObject): Promise<JsonObject> {
    const {status: _, metadata: __, ...rest} = object;
    const metadata = {generateName: 'shop-', namespace: scene.namespace};
    const path = collectionPath(RESOURCES[kind], scene.namespace);
    return scene.admin.rest.create(path, {...rest, metadata}, {dryRun: true});
  }

  function pathOf(kind: TemplateKind, object: JsonObject): string {
    const name = stringAt(object, 'metadata', 'name') ?? '';
    return objectPath(RESOURCES[kind], {namespace: scene.namespace, name});
  }
});

function refusal(error: unknown): JsonObject {
  if (error instanceof ApiError && error.status === 422) return {refusal: error.message};
  throw error;
}
/** The API server itself counts how often the template of a DaemonSet has changed. */
function withoutCount(annotations: JsonObject): JsonObject {
  const {'deprecated.daemonset.template.generation': _, ...others} = annotations;
  return others;
}

function specOf(kind: TemplateKind, object: JsonObject): JsonObject {
  return objectAt(object, ...podSpecKeys(kind));
}

function listsOf(kind: TemplateKind, object: JsonObject): Lists {
  const spec = specOf(kind, object);
  return {containers: objectsAt(spec, 'containers'), initContainers: objectsAt(spec, 'initContainers')};
}

const isNative = (one: JsonObject): boolean => one['restartPolicy'] === 'Always';

/** What a client's manifest and the stored lists make together. */
function merged(manifest: Lists, old: Lists, {way, taken}: Change): Lists {
  const natives = old.initContainers.filter(isNative);
  const names = new Set(manifest.initContainers.map(({name}) => name));
  const stale = natives.filter(({name}) => !names.has(name));
  const mains = old.containers;
  switch (way) {
    case 'Untouched':
      return old;
    case 'Replace':
      return manifest;
    case 'Apply':
      return {...manifest, initContainers: [...stale, ...manifest.initContainers]};
    case 'Patch': {
      const parts = manifest.containers.filter(one => natives.some(({name}) => name === one['name']));
      return {containers: [...mains, ...parts.map(one => partOf(one, taken))], initContainers: old.initContainers};
    }
    case 'Native': {
      const [first] = stale;
      const containers = manifest.containers.filter(({name}) => name !== first?.['name']);
      return containers.length === 0 ? old : {containers, initContainers: [...stale, ...manifest.initContainers]};
    }
  }
}

/** Some fields of a container; of those that the API server fills in, all. */
function partOf(container: JsonObject, taken: readonly boolean[]): JsonObject {
  const entries = Object.entries(container).filter(([field], index) => FILLED.has(field) || taken[index] === true);
  return Object.fromEntries(entries);
}

const FILLED = new Set(['name', 'terminationMessagePath', 'terminationMessagePolicy', 'imagePullPolicy', 'resources']);

interface Versions {
  readonly old: JsonObject;
  readonly manifest: JsonObject;
  readonly edited: JsonObject;
}

function entriesAfter(kind: TemplateKind, {old, edited}: Versions, change: Change): readonly JsonObject[] {
  const before = objectsAt(old, 'metadata', 'managedFields');
  const others = before.filter(({operation}) => operation !== 'Apply');
  const tuned = objectsAt(specOf(kind, old), 'initContainers').find(isNative)?.['name'];
  const tuner = applierEntry(kind, 'tuner', {fields: settingFields(kind, String(tuned), 'resources'), now: false});
  const entries = {
    Same: before,
    Manifest: [...others, applierEntry(kind, 'flux', {fields: manifestFields(kind, edited), now: false})],
    ManifestNow: [...others, applierEntry(kind, 'flux', {fields: manifestFields(kind, edited), now: true})],
    None: others,
  }[change.applier];
  return change.taken[0] === true ? [...entries, tuner] : entries;
}

/** Of the conversion's own result, the appliers own nothing. */
function withoutNatives(fields: JsonObject): JsonObject {
  return JSON.parse(
    JSON.stringify(fields, (key, value: unknown) => (key === 'f:initContainers' ? undefined : value)),
  ) as JsonObject;
}

function skipped(kind: TemplateKind, object: JsonObject, {skip}: Change): JsonObject {
  if (skip !== 'Template') return object;
  const path = `${templatePointer(kind)}/metadata/labels/${SKIP_LABEL.replace('/', '~1')}`;
  return applyOperations(object, [{op: 'add', path, value: 'true'}]) as JsonObject;
}

/** Nothing is to run. */
function quiet(kind: TemplateKind, object: JsonObject): JsonObject {
  const {status: _, metadata, ...rest} = object;
  const {name: __, creationTimestamp: ___, uid: ____, ...others} = metadata as JsonObject;
  const spec = objectAt(object, 'spec');
  const idle = kind === 'CronJob' ? {suspend: true} : kind === 'DaemonSet' ? {} : {replicas: 0};
  return {...rest, metadata: {...others, generateName: 'shop-'}, spec: {...spec, ...idle}};
}
