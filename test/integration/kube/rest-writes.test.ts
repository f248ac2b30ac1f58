import assert from 'node:assert/strict';
import {valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {isConflict, isNotFound} from '../../../src/kube/api-error.ts';
import {collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import type {Rest} from '../../../src/kube/rest.ts';
import {deployment} from '../../support/builders.ts';
import {FaultProxy} from '../../support/fault-proxy.ts';
import {ensureNamespace, RawClient} from '../../support/raw-client.ts';
import {sharedCluster} from '../../support/shared-cluster.ts';

const NAMESPACE = 'kube-rest-writes';
const COLLECTION = collectionPath(RESOURCES.Deployment, NAMESPACE);
const web = {namespace: NAMESPACE, name: 'web'};
const PATH = objectPath(RESOURCES.Deployment, web);
const STATUS = objectPath(RESOURCES.Deployment, web, 'status');
const labels = {test: 'yes'};
const webDeployment = {...deployment(), metadata: web};

interface Case {
  readonly send: (rest: Rest) => Promise<JsonObject>;
  /** What the server is asked. */
  readonly method: string;
  readonly url: string;
  readonly type: string;
  readonly body: unknown;
  /** Where the answer shows that the server has understood it. */
  readonly result: readonly [path: string, value: unknown];
}

const CASES: Readonly<Record<string, Case>> = {
  'JSON Patch': {
    send: async rest => rest.jsonPatch(PATH, [{op: 'add', path: '/metadata/labels', value: labels}]),
    method: 'PATCH',
    url: `${PATH}?fieldManager=outrigger`,
    type: 'application/json-patch+json',
    body: [{op: 'add', path: '/metadata/labels', value: labels}],
    result: ['metadata.labels', labels],
  },
  'merge patch': {
    send: async rest => rest.mergePatch(PATH, {spec: {replicas: 0}}),
    method: 'PATCH',
    url: `${PATH}?fieldManager=outrigger`,
    type: 'application/merge-patch+json',
    body: {spec: {replicas: 0}},
    result: ['spec.replicas', 0],
  },
  'strategic merge patch': {
    send: async rest => rest.strategicPatch(STATUS, {status: {observedGeneration: 7}}),
    method: 'PATCH',
    url: `${STATUS}?fieldManager=outrigger`,
    type: 'application/strategic-merge-patch+json',
    body: {status: {observedGeneration: 7}},
    result: ['status.observedGeneration', 7],
  },
  apply: {
    send: async rest => rest.apply(PATH, {...webDeployment, metadata: {...web, labels}}, {fieldManager: 'other'}),
    method: 'PATCH',
    url: `${PATH}?fieldManager=other&force=true`,
    type: 'application/apply-patch+yaml',
    body: {...webDeployment, metadata: {...web, labels}},
    result: ['metadata.labels', labels],
  },
};

describe('writes to a real API server', function () {
  this.timeout(120_000);
  let client: RawClient;
  let proxy: FaultProxy;

  before(async () => {
    const direct = await RawClient.open();
    await ensureNamespace(direct.rest, NAMESPACE);
    await direct.close();
  });

  beforeEach(async () => {
    proxy = await FaultProxy.start(await sharedCluster());
    client = await RawClient.open({server: proxy.url});
    await client.rest.create(COLLECTION, webDeployment);
    proxy.requests.length = 0;
  });

  afterEach(async () => {
    await client.rest.delete(COLLECTION);
    await client.close();
    await proxy.stop();
  });

  for (const [name, {send, result, ...wanted}] of Object.entries(CASES)) {
    it(`are sent with their type: ${name}`, async () => {
      const answer = await send(client.rest);
      const {method, url, headers, body} = proxy.requests[0] ?? assert.fail('no request');
      assert.deepEqual({method, url, type: headers['content-type'], body: JSON.parse(body) as unknown}, wanted);
      assert.equal(headers['accept'], 'application/json');
      assert.deepEqual(valueAt(answer, ...result[0].split('.')), result[1]);
    });
  }

  it('are answered with the metadata alone where no more is asked for', async () => {
    const answer = await client.rest.jsonPatch(PATH, [{op: 'add', path: '/metadata/labels', value: labels}], {
      answer: 'Metadata',
    });
    assert.equal(answer['kind'], 'PartialObjectMetadata');
    assert.deepEqual(valueAt(answer, 'metadata', 'labels'), labels);
    assert.match(String(valueAt(answer, 'metadata', 'resourceVersion')), /^\d+$/);
    assert.equal(answer['spec'], undefined);
  });

  it('are not stored in a dry run: create', async () => {
    await client.rest.create(COLLECTION, {...webDeployment, metadata: {name: 'dry'}}, {dryRun: true});
    await assert.rejects(client.rest.get(objectPath(RESOURCES.Deployment, {...web, name: 'dry'})), isNotFound);
    const {method, url, headers} = proxy.requests[0] ?? assert.fail('no request');
    assert.deepEqual(
      [method, url, headers['content-type']],
      ['POST', `${COLLECTION}?fieldManager=outrigger&dryRun=All`, 'application/json'],
    );
  });

  it('are not stored in a dry run: delete', async () => {
    await client.rest.delete(PATH, {propagationPolicy: 'Background'}, {dryRun: true});
    const {method, url, headers, body} = proxy.requests[0] ?? assert.fail('no request');
    assert.deepEqual([method, url, headers['content-type']], ['DELETE', PATH, 'application/json']);
    assert.deepEqual(JSON.parse(body), {propagationPolicy: 'Background', dryRun: ['All']});
    await client.rest.get(PATH);
  });

  it('heed the options of a deletion', async () => {
    await assert.rejects(client.rest.delete(PATH, {preconditions: {uid: 'another'}}), isConflict);
    await client.rest.delete(PATH, {propagationPolicy: 'Background'});
    await assert.rejects(client.rest.get(PATH), isNotFound);
  });
});
