import assert from 'node:assert/strict';
import type {JsonObject} from '../../../src/domain/json.ts';
import {ApiError, ConnectionError} from '../../../src/kube/api-error.ts';
import {RESOURCES} from '../../../src/kube/resources.ts';
import type {Page, PageOptions} from '../../../src/kube/rest.ts';
import {CONFIG_MAP} from '../../../src/live/read/config-map.ts';
import {Reader} from '../../../src/live/read/reader.ts';
import {FakeClock} from '../../support/fake-clock.ts';

/** What the server answers, one request after the other. */
type Answer = readonly JsonObject[] | Error;

function readerOf(...answers: readonly Answer[]) {
  const clock = new FakeClock();
  const left = [...answers];
  const asked: PageOptions[] = [];
  const next = (): readonly JsonObject[] => {
    const answer = left.shift() ?? assert.fail('one request too many');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const rest = {
    page: async (_path: string, options: PageOptions): Promise<Page> => {
      asked.push(options);
      return {items: next(), resourceVersion: '1', continue: undefined, bytes: 100};
    },
    get: async (): Promise<JsonObject> => next()[0] ?? {},
  };
  return {reader: new Reader({rest, clock}), clock, left, asked};
}

const answered = (status: number, retryAfter?: number): ApiError =>
  new ApiError(status, {message: 'the server says no', reason: 'Because'}, retryAfter);
const NODES = [{metadata: {name: 'node-1'}}];
const everything = {take: (object: JsonObject) => object};

describe('reading a cluster', () => {
  it('gives objects the kind that lists leave out', async () => {
    const {reader} = readerOf(NODES);
    assert.deepEqual(await reader.list(RESOURCES.Node, everything), {
      type: 'Read',
      objects: [{apiVersion: 'v1', kind: 'Node', metadata: {name: 'node-1'}}],
    });
  });

  it('keeps of an object what is asked for, and nothing of some', async () => {
    const {reader, asked} = readerOf([...NODES, {}]);
    const take = (object: JsonObject): string | undefined => (object['metadata'] === undefined ? undefined : 'kept');
    const listing = await reader.list(RESOURCES.Pod, {take, fieldSelector: 'status.phase!=Failed'});
    assert.deepEqual(listing, {type: 'Read', objects: ['kept']});
    assert.equal(asked[0]?.fieldSelector, 'status.phase!=Failed');
  });

  it('notes in one line what may not be read, once a kind', async () => {
    const {reader} = readerOf(answered(403), answered(403));
    assert.deepEqual(await reader.list(RESOURCES.Node, everything), {type: 'Unreadable'});
    assert.deepEqual(await reader.get(RESOURCES.Node, {name: 'node-1'}), {type: 'Unreadable'});
    const message = 'nodes may not be read: their kubelets are not checked.';
    assert.deepEqual(reader.unreadable, [{resource: 'nodes', message, workloads: false}]);
  });

  it('notes a kind once more where something else is missing without it', async () => {
    const {reader} = readerOf(answered(403), answered(403), answered(403));
    const name = {namespace: 'shop', name: 'x'};
    await reader.get(CONFIG_MAP, name);
    for (let times = 0; times < 2; times++) await reader.get(CONFIG_MAP, name, 'scripts in them are not looked at');
    assert.deepEqual(
      reader.unreadable.map(({message}) => message),
      [
        "configmaps may not be read: the meshes' own configuration is not looked at.",
        'configmaps may not be read: scripts in them are not looked at.',
      ],
    );
  });

  it('knows that without workloads an answer is not whole', async () => {
    const {reader} = readerOf(answered(403));
    await reader.list(RESOURCES.Deployment, everything);
    assert.deepEqual(
      reader.unreadable.map(({resource, workloads}) => [resource, workloads]),
      [['deployments.apps', true]],
    );
  });

  it('does not complain about a kind that the cluster does not know', async () => {
    const {reader} = readerOf(answered(404));
    assert.deepEqual(await reader.list(RESOURCES.SidecarPolicy, everything), {type: 'Absent'});
    assert.deepEqual(reader.unreadable, []);
  });

  it('begins a list again whose pages came too late', async () => {
    const {reader, clock} = readerOf(answered(410), NODES);
    const listing = reader.list(RESOURCES.Node, everything);
    await clock.advance(100);
    assert.equal((await listing).type, 'Read');
  });

  it('waits for a busy server as long as that asks for', async () => {
    const {reader, clock, left} = readerOf(answered(429, 3), NODES);
    const listing = reader.list(RESOURCES.Node, everything);
    await clock.advance(2900);
    assert.equal(left.length, 1);
    await clock.advance(200);
    assert.equal((await listing).type, 'Read');
  });

  it('goes on without a kind that the server fails to list again and again', async () => {
    const {reader, clock} = readerOf(answered(500), answered(500), answered(500));
    const listing = reader.list(RESOURCES.Service, everything);
    await clock.advance(1000);
    assert.deepEqual(await listing, {type: 'Unreadable'});
    assert.match(reader.unreadable[0]?.message ?? '', /^services cannot be read \(the server says no\): /);
  });

  const fatal = [
    {it: 'the server does not know the user', error: answered(401)},
    {it: 'there is no server', error: new ConnectionError('cannot reach it', new Error('refused'))},
  ];
  for (const {it: title, error} of fatal) {
    it(`gives up where ${title}`, async () => {
      await assert.rejects(readerOf(error).reader.list(RESOURCES.Node, everything), error);
    });
  }
});
