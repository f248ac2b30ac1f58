import assert from 'node:assert/strict';
import type {ServerResponse} from 'node:http';
import {ApiError, ConnectionError, isGone} from '../../../src/kube/api-error.ts';
import {loadSession} from '../../../src/kube/load-session.ts';
import {pages} from '../../../src/kube/pager.ts';
import {Rest} from '../../../src/kube/rest.ts';
import type {Session} from '../../../src/kube/session.ts';
import type {WatchEvent} from '../../../src/kube/watch-event.ts';
import {FakeApiServer, sendJson, sendStatus} from '../../support/fake-api-server.ts';
import {kubeconfigOf} from '../../support/kubeconfig-of.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

const PATH = '/apis/apps/v1/namespaces/shop/deployments/web';
const never = new AbortController().signal;

describe('rest', () => {
  let folder: TemporaryFolder;
  let server: FakeApiServer;
  let session: Session;
  let rest: Rest;

  beforeEach(async () => {
    folder = new TemporaryFolder();
    server = await FakeApiServer.start();
    session = loadSession({kubeconfig: folder.write('config', kubeconfigOf(server.url))});
    rest = new Rest(session);
  });

  afterEach(async () => {
    await session.close();
    await server.stop();
    folder.remove();
  });

  /** Answers the next requests with a stream that the test writes to. */
  function stream(): Promise<ServerResponse> {
    return new Promise(resolve => {
      server.handler = (_request, response) => {
        response.writeHead(200, {'content-type': 'application/json'});
        response.flushHeaders();
        resolve(response);
      };
    });
  }

  describe('reading', () => {
    it('answers the object', async () => {
      server.handler = (_request, response) => sendJson(response, 200, {kind: 'Deployment', spec: {unknown: ['ä']}});
      assert.deepEqual(await rest.get(PATH, {query: {resourceVersion: '0'}}), {
        kind: 'Deployment',
        spec: {unknown: ['ä']},
      });
      assert.equal(server.requests[0]?.url, `${PATH}?resourceVersion=0`);
      assert.equal(server.requests[0].headers['accept'], 'application/json');
    });

    it('throws what the server says, with how long to stay away', async () => {
      server.handler = (_request, response) => sendStatus(response, 429, 'TooManyRequests', {'retry-after': '7'});
      await assert.rejects(
        rest.get(PATH),
        error =>
          error instanceof ApiError &&
          error.status === 429 &&
          error.retryAfterSeconds === 7 &&
          error.message === 'TooManyRequests it is',
      );
    });

    it('throws what a proxy in between says', async () => {
      server.handler = (_request, response) => void response.writeHead(503).end('<h1>no backend</h1>');
      await assert.rejects(
        rest.get(PATH),
        error => error instanceof ApiError && error.status === 503 && error.message.endsWith('<h1>no backend</h1>'),
      );
    });

    it('does not take a login page for an object', async () => {
      server.handler = (_request, response) => void response.writeHead(200).end('<html>log in</html>');
      await assert.rejects(rest.get(PATH), error => error instanceof ApiError && error.reason === 'NoObject');
      await assert.rejects(
        rest.page(PATH, {limit: 5}),
        error => error instanceof ApiError && error.reason === 'NoObject',
      );
    });

    it('says so when an answer is cut off', async () => {
      server.handler = (_request, response) => {
        response.writeHead(200, {'content-length': '100'});
        response.write('{"kind":', () => response.destroy());
      };
      await assert.rejects(
        rest.get(PATH),
        error => error instanceof ConnectionError && error.message === 'the answer was cut off',
      );
    });

    it('does not wait for ever for a server that is silent, before or within its answer', async () => {
      const impatient = new Rest(session, {timeoutSeconds: 0.1});
      server.handler = () => undefined;
      await assert.rejects(
        impatient.get(PATH),
        error => error instanceof ConnectionError && error.reason === 'UND_ERR_HEADERS_TIMEOUT',
      );
      server.handler = (_request, response) => void response.writeHead(200).write('{');
      await assert.rejects(
        impatient.get(PATH),
        error => error instanceof ConnectionError && error.reason === 'UND_ERR_BODY_TIMEOUT',
      );
    });

    it('reads a list page by page from one snapshot', async () => {
      server.handler = ({url}, response) => {
        const parameters = new URL(url, server.url).searchParams;
        const last = parameters.get('continue') === 'more';
        sendJson(response, 200, {
          metadata: {resourceVersion: '9', continue: last ? '' : 'more'},
          items: [{metadata: {name: last ? 'b' : 'a'}}],
        });
      };
      const names = [];
      for await (const page of pages(rest, '/api/v1/pods', {labelSelector: 'a=b'}, never)) {
        names.push(page.items, page.resourceVersion);
      }
      assert.deepEqual(names, [[{metadata: {name: 'a'}}], '9', [{metadata: {name: 'b'}}], '9']);
      assert.deepEqual(
        server.requests.map(({url}) => url),
        ['/api/v1/pods?labelSelector=a%3Db&limit=100', '/api/v1/pods?labelSelector=a%3Db&limit=500&continue=more'],
      );
    });

    it('makes pages of huge objects small', async () => {
      server.handler = ({url}, response) => {
        const more = !url.includes('continue');
        sendJson(response, 200, {
          metadata: {resourceVersion: '9', continue: more ? 'x' : ''},
          items: [{data: 'x'.repeat(1_000_000)}],
        });
      };
      for await (const page of pages(rest, '/api/v1/pods', {}, never)) assert.equal(page.items.length, 1);
      assert.equal(server.requests[1]?.url, '/api/v1/pods?limit=10&continue=x');
    });
  });

  describe('writing', () => {
    const writes: readonly [
      string,
      () => Promise<unknown>,
      {method: string; url: string; type: string; body: string},
    ][] = [
      [
        'JSON Patch',
        async () => rest.jsonPatch(PATH, [{op: 'test', path: '/a', value: 1}]),
        {
          method: 'PATCH',
          url: `${PATH}?fieldManager=outrigger`,
          type: 'application/json-patch+json',
          body: '[{"op":"test","path":"/a","value":1}]',
        },
      ],
      [
        'merge patch',
        async () => rest.mergePatch(PATH, {a: null}),
        {
          method: 'PATCH',
          url: `${PATH}?fieldManager=outrigger`,
          type: 'application/merge-patch+json',
          body: '{"a":null}',
        },
      ],
      [
        'strategic merge patch',
        async () => rest.strategicPatch(`${PATH}/status`, {a: 1}),
        {
          method: 'PATCH',
          url: `${PATH}/status?fieldManager=outrigger`,
          type: 'application/strategic-merge-patch+json',
          body: '{"a":1}',
        },
      ],
      [
        'apply',
        async () => rest.apply(PATH, {a: 1}, {fieldManager: 'other'}),
        {
          method: 'PATCH',
          url: `${PATH}?fieldManager=other&force=true`,
          type: 'application/apply-patch+yaml',
          body: '{"a":1}',
        },
      ],
      [
        'create',
        async () => rest.create('/api/v1/pods', {a: 1}, {dryRun: true}),
        {
          method: 'POST',
          url: '/api/v1/pods?fieldManager=outrigger&dryRun=All',
          type: 'application/json',
          body: '{"a":1}',
        },
      ],
      [
        'delete',
        async () => rest.delete(PATH, {propagationPolicy: 'Background'}, {dryRun: true}),
        {
          method: 'DELETE',
          url: `${PATH}?dryRun=All`,
          type: 'application/json',
          body: '{"propagationPolicy":"Background"}',
        },
      ],
    ];
    for (const [name, send, wanted] of writes) {
      it(`sends a ${name} with its type`, async () => {
        await send();
        const {method, url, headers, body} = server.requests[0] ?? assert.fail('no request');
        assert.deepEqual({method, url, type: headers['content-type'], body}, wanted);
      });
    }
  });

  describe('watching', () => {
    it('asks for bookmarks and yields events until the server ends', async () => {
      const opened = stream();
      const events = await rest.watch('/api/v1/pods', {resourceVersion: '5', timeoutSeconds: 300}, never);
      const response = await opened;
      assert.equal(
        server.requests[0]?.url,
        '/api/v1/pods?resourceVersion=5&timeoutSeconds=300&watch=true&allowWatchBookmarks=true',
      );
      response.write('{"type":"ADDED","object":{"a":"ö"}}\n{"type":"BOOK');
      response.end('MARK","object":{}}\n');
      const seen: WatchEvent[] = [];
      for await (const event of events) seen.push(event);
      assert.deepEqual(seen, [
        {type: 'ADDED', object: {a: 'ö'}},
        {type: 'BOOKMARK', object: {}},
      ]);
    });

    it('throws when the server refuses, before any iteration', async () => {
      server.handler = (_request, response) => sendStatus(response, 410, 'Expired');
      await assert.rejects(rest.watch('/api/v1/pods', {}, never), isGone);
    });

    it('throws an ERROR event of the stream', async () => {
      const opened = stream();
      const events = await rest.watch('/api/v1/pods', {}, never);
      (await opened).write('{"type":"ERROR","object":{"code":410,"reason":"Expired"}}\n');
      await assert.rejects(events.next(), isGone);
    });

    it('throws when the connection is cut', async () => {
      const opened = stream();
      const events = await rest.watch('/api/v1/pods', {}, never);
      (await opened).destroy();
      await assert.rejects(
        events.next(),
        error => error instanceof ConnectionError && error.message === 'the watch was cut off',
      );
    });

    it('throws the reason of an abort while it waits', async () => {
      const opened = stream();
      const controller = new AbortController();
      const events = await rest.watch('/api/v1/pods', {}, controller.signal);
      await opened;
      const next = events.next();
      controller.abort(new Error('stopping'));
      await assert.rejects(next, /stopping/);
    });

    it('lets the connection go when nobody reads on', async () => {
      const opened = stream();
      const events = await rest.watch('/api/v1/pods', {}, never);
      const response = await opened;
      const closed = new Promise(resolve => response.on('close', resolve));
      response.write('{"type":"BOOKMARK","object":{}}\n');
      for await (const {type} of events) {
        assert.equal(type, 'BOOKMARK');
        break;
      }
      await closed;
    });
  });
});
