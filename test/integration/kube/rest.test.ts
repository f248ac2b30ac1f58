import assert from 'node:assert/strict';
import {stringAt} from '../../../src/domain/json.ts';
import {isConflict, isForbidden, isGone, isInvalid, isNotFound, ApiError} from '../../../src/kube/api-error.ts';
import {collectionPath, objectPath, RESOURCES, type Resource} from '../../../src/kube/resources.ts';
import type {WatchEvent} from '../../../src/kube/watch-event.ts';
import {deployment} from '../../support/builders.ts';
import {installThings} from '../../support/things.ts';
import {configMap, ensureNamespace, RawClient} from '../../support/raw-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';

const NAMESPACE = 'kube-rest';
const CONFIG_MAP: Resource = {kind: 'ConfigMap', group: '', version: 'v1', plural: 'configmaps', namespaced: true};
const MAPS = collectionPath(CONFIG_MAP, NAMESPACE);
const map = (name: string): string => objectPath(CONFIG_MAP, {namespace: NAMESPACE, name});

describe('rest on a real API server', function () {
  this.timeout(120_000);
  let client: RawClient;

  before(async () => {
    client = await RawClient.open();
    await ensureNamespace(client.rest, NAMESPACE);
  });

  after(async () => client.close());

  const create = async (name: string, data = {}): Promise<string> => {
    const made = await client.rest.create(MAPS, configMap(name, data));
    return stringAt(made, 'metadata', 'resourceVersion') ?? '';
  };

  it('reads the server’s version', async () => {
    assert.equal(stringAt(await client.rest.get('/version'), 'gitVersion'), (await sharedCluster()).version);
  });

  it('creates, reads, merges and deletes', async () => {
    await create('life', {a: '1', b: '2'});
    const merged = await client.rest.mergePatch(map('life'), {data: {a: null, c: 'ä'}});
    assert.deepEqual(merged['data'], {b: '2', c: 'ä'});
    assert.deepEqual((await client.rest.get(map('life')))['data'], {b: '2', c: 'ä'});
    await client.rest.delete(map('life'));
    await assert.rejects(client.rest.get(map('life')), isNotFound);
  });

  it('patches by operations, and is told when a test fails', async () => {
    await create('patched', {a: '1'});
    const patched = await client.rest.jsonPatch(map('patched'), [
      {op: 'test', path: '/data/a', value: '1'},
      {op: 'replace', path: '/data/a', value: '2'},
    ]);
    assert.equal(stringAt(patched, 'data', 'a'), '2');
    await assert.rejects(client.rest.jsonPatch(map('patched'), [{op: 'test', path: '/data/a', value: '1'}]), isInvalid);
  });

  it('does not store a dry run', async () => {
    await create('dry', {a: '1'});
    const answer = await client.rest.mergePatch(map('dry'), {data: {a: '2'}}, {dryRun: true});
    assert.equal(stringAt(answer, 'data', 'a'), '2');
    assert.equal(stringAt(await client.rest.get(map('dry')), 'data', 'a'), '1');
  });

  it('says who wrote, and takes fields over on apply', async () => {
    await create('owned', {a: '1'});
    const applied = await client.rest.apply(map('owned'), configMap('owned', {a: '2'}), {fieldManager: 'tester'});
    const managers = (applied['metadata'] as {managedFields: {manager: string; operation: string}[]}).managedFields;
    assert.ok(managers.some(({manager, operation}) => manager === 'tester' && operation === 'Apply'));
    assert.equal(stringAt(applied, 'data', 'a'), '2');
  });

  it('is told of a conflict', async () => {
    await assert.rejects(
      client.rest.mergePatch('/api/v1/namespaces/kube-rest', {metadata: {resourceVersion: '1', labels: {a: 'b'}}}),
      isConflict,
    );
    await create('twice');
    await assert.rejects(create('twice'), isConflict);
  });

  it('is told what a validation has found', async () => {
    const wrong = {
      ...deployment(),
      metadata: {name: 'wrong', namespace: NAMESPACE},
      spec: {selector: {matchLabels: {a: 'b'}}, template: {metadata: {labels: {a: 'b'}}, spec: {containers: []}}},
    };
    await assert.rejects(
      client.rest.create(collectionPath(RESOURCES.Deployment, NAMESPACE), wrong),
      error => isInvalid(error) && error instanceof ApiError && Array.isArray(error.details['causes']),
    );
  });

  it('is told what a user may not do', async () => {
    const stranger = await RawClient.open({as: 'stranger'});
    await assert.rejects(
      stranger.rest.get(MAPS),
      error => isForbidden(error) && error instanceof Error && /User "stranger" cannot list/.test(error.message),
    );
    await stranger.close();
  });

  it('patches a status with one strategic merge', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name: 'stuck'},
      spec: {containers: [{name: 'main', image: 'x.example/x'}], nodeName: 'no-such-node'},
    };
    await client.rest.create(collectionPath(RESOURCES.Pod, NAMESPACE), pod);
    const path = objectPath(RESOURCES.Pod, {namespace: NAMESPACE, name: 'stuck'}, 'status');
    const patch = {
      metadata: {annotations: {'outrigger.dev/finalized': 'now'}},
      status: {phase: 'Succeeded', conditions: [{type: 'outrigger.dev/Finalized', status: 'True'}]},
    };
    const patched = await client.rest.strategicPatch(path, patch);
    assert.equal(stringAt(patched, 'status', 'phase'), 'Succeeded');
    assert.equal(stringAt(patched, 'metadata', 'annotations', 'outrigger.dev/finalized'), 'now');
    await client.rest.delete(objectPath(RESOURCES.Pod, {namespace: NAMESPACE, name: 'stuck'}), {gracePeriodSeconds: 0});
  });

  it('watches from a version on, until the end that the server was asked for', async () => {
    const version = await create('watched', {text: '🚀'.repeat(50_000)});
    await client.rest.mergePatch(map('watched'), {data: {more: 'x'}});
    await client.rest.delete(map('watched'));
    const events: WatchEvent[] = [];
    const query = {resourceVersion: version, timeoutSeconds: 5, fieldSelector: 'metadata.name=watched'};
    for await (const event of await client.rest.watch(MAPS, query, new AbortController().signal)) events.push(event);
    assert.deepEqual(
      events.map(({type}) => type).filter(type => type !== 'BOOKMARK'),
      ['MODIFIED', 'DELETED'],
    );
    assert.equal(stringAt(events[0]?.object, 'data', 'text'), '🚀'.repeat(50_000));
  });

  it('is told that a version is too old', async () => {
    // The server's memory of a kind begins when the kind is made known, so an older version is gone.
    const {resource, remove} = await installThings(client.rest, 'oldthings');
    const watching = async (): Promise<void> => {
      const events = await client.rest.watch(
        collectionPath(resource),
        {resourceVersion: '1'},
        new AbortController().signal,
      );
      for await (const event of events) assert.fail(event.type);
    };
    await assert.rejects(watching(), isGone);
    await remove();
  });
});
