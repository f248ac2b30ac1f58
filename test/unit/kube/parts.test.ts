import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ApiError,
  ConnectionError,
  isConflict,
  isForbidden,
  isGone,
  isInvalid,
  isNotFound,
  isTransient,
} from '../../../src/kube/api-error.ts';
import {Backoff} from '../../../src/kube/backoff.ts';
import {fromKey, keyOf, toKey} from '../../../src/kube/key.ts';
import {lines} from '../../../src/kube/lines.ts';
import {withQuery} from '../../../src/kube/query.ts';
import {apiVersionOf, collectionPath, objectPath, RESOURCES} from '../../../src/kube/resources.ts';
import {parseWatchEvent} from '../../../src/kube/watch-event.ts';
import {Watchdog} from '../../../src/kube/watchdog.ts';
import {FakeClock} from '../../support/fake-clock.ts';

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function collect(items: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('lines of a stream', () => {
  it('are the same for every way in which the bytes are cut, also within a character', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({unit: 'binary'})), fc.integer({min: 1, max: 40}), async (texts, size) => {
        const wanted = texts.map(text => JSON.stringify(text));
        const bytes = Buffer.from(wanted.map(line => `${line}\n`).join(''));
        assert.deepEqual(await collect(lines(chunksOf(bytes, size))), wanted);
      }),
    );
  });

  it('may be long', async () => {
    const long = 'ä'.repeat(2_000_000);
    assert.deepEqual(await collect(lines(chunksOf(Buffer.from(`${long}\nb\n`), 65_536))), [long, 'b']);
  });

  it('that were cut off at the end are dropped', async () => {
    assert.deepEqual(await collect(lines(chunksOf(Buffer.from('a\nhalf'), 3))), ['a']);
  });
});

describe('watch event', () => {
  it('has a type and an object', () => {
    assert.deepEqual(parseWatchEvent('{"type":"ADDED","object":{"kind":"Pod"}}'), {
      type: 'ADDED',
      object: {kind: 'Pod'},
    });
  });

  it('of type ERROR is thrown with its status', () => {
    const line = '{"type":"ERROR","object":{"kind":"Status","reason":"Expired","message":"too old","code":410}}';
    assert.throws(
      () => parseWatchEvent(line),
      error => isGone(error) && error instanceof ApiError && error.message === 'too old',
    );
  });

  for (const line of ['<html>', '[]', 'null', '{"type":"OTHER"}', '{}']) {
    it(`is refused when it is none: ${line}`, () => {
      assert.throws(
        () => parseWatchEvent(line),
        error => error instanceof ApiError && error.reason === 'MalformedWatchEvent',
      );
    });
  }
});

describe('paths', () => {
  it('name collections in one or all namespaces', () => {
    assert.equal(collectionPath(RESOURCES.Pod), '/api/v1/pods');
    assert.equal(collectionPath(RESOURCES.Deployment, 'shop'), '/apis/apps/v1/namespaces/shop/deployments');
    assert.equal(collectionPath(RESOURCES.Node, 'shop'), '/api/v1/nodes');
  });

  it('name objects and their subresources, escaped', () => {
    assert.equal(
      objectPath(RESOURCES.Pod, {namespace: 'shop', name: 'a'}, 'status'),
      '/api/v1/namespaces/shop/pods/a/status',
    );
    assert.equal(objectPath(RESOURCES.Node, {name: 'a/../b'}), '/api/v1/nodes/a%2F..%2Fb');
  });

  it('tell the apiVersion', () => {
    assert.equal(apiVersionOf(RESOURCES.Pod), 'v1');
    assert.equal(apiVersionOf(RESOURCES.SidecarPolicy), 'outrigger.dev/v1alpha1');
  });

  it('take a query, escaped, without what is not set', () => {
    assert.equal(
      withQuery('/api/v1/pods', {labelSelector: 'a=b,c in (d)', limit: 5, watch: false, continue: undefined, x: ''}),
      '/api/v1/pods?labelSelector=a%3Db%2Cc+in+%28d%29&limit=5',
    );
    assert.equal(withQuery('/api/v1/pods', {}), '/api/v1/pods');
  });
});

describe('key', () => {
  it('has the namespace where there is one', () => {
    assert.equal(keyOf({metadata: {namespace: 'shop', name: 'web'}}), 'shop/web');
    assert.equal(keyOf({metadata: {name: 'node-1'}}), 'node-1');
    assert.equal(keyOf('nonsense'), '');
  });

  it('can be taken apart again', () => {
    assert.deepEqual(fromKey(toKey({namespace: 'shop', name: 'web'})), {namespace: 'shop', name: 'web'});
    assert.deepEqual(fromKey('node-1'), {name: 'node-1'});
  });
});

describe('api error', () => {
  it('says what the server said', () => {
    const error = new ApiError(409, {
      reason: 'Conflict',
      message: 'the object has been modified',
      details: {name: 'web'},
    });
    assert.deepEqual(
      [error.message, error.reason, error.details],
      ['the object has been modified', 'Conflict', {name: 'web'}],
    );
  });

  it('says something useful when not the API server answered', () => {
    const error = new ApiError(502, '<html>\n  <h1>Bad Gateway</h1></html>');
    assert.deepEqual(
      [error.message, error.reason],
      ['the server answered HTTP 502: <html> <h1>Bad Gateway</h1></html>', 'HTTP 502'],
    );
  });

  it('knows how long to stay away, from the header or the details', () => {
    assert.equal(new ApiError(429, {details: {retryAfterSeconds: 3}}).retryAfterSeconds, 3);
    assert.equal(new ApiError(429, {}, 5).retryAfterSeconds, 5);
    assert.equal(new ApiError(429, {}).retryAfterSeconds, undefined);
  });

  it('can be asked what it is, like any other value', () => {
    const predicates = {404: isNotFound, 409: isConflict, 410: isGone, 403: isForbidden, 422: isInvalid};
    for (const [status, predicate] of Object.entries(predicates)) {
      assert.equal(predicate(new ApiError(Number(status), {})), true);
      assert.equal(predicate(new ApiError(400, {})), false);
      assert.equal(predicate('text'), false);
    }
  });

  it('may pass or may not', () => {
    assert.deepEqual(
      [401, 409, 410, 429, 500, 503].filter(status => !isTransient(new ApiError(status, {}))),
      [],
    );
    assert.deepEqual(
      [400, 403, 404, 405, 413, 422].filter(status => isTransient(new ApiError(status, {}))),
      [],
    );
    assert.equal(isTransient(new ConnectionError('x', new Error('y'))), true);
    assert.equal(isTransient(new TypeError('bug')), false);
  });

  it('of a connection carries the code of its cause, however deep', () => {
    const reset = Object.assign(new Error('read'), {code: 'ECONNRESET'});
    const error = new ConnectionError('x', new Error('outer', {cause: reset}));
    assert.equal(error.reason, 'ECONNRESET');
    assert.equal(error.subject, 'ConnectionError');
    assert.equal(new ConnectionError('x', new TypeError('y')).reason, 'TypeError');
  });
});

describe('back-off', () => {
  it('is spread over the whole delay', () => {
    const clock = new FakeClock();
    const random = [0, 0.5, 0.999];
    const backoff = new Backoff(clock, () => random.shift() ?? 0);
    assert.deepEqual([backoff.next(), backoff.next(), Math.round(backoff.next())], [0, 800, 3197]);
  });

  it('doubles up to half a minute', () => {
    const backoff = new Backoff(new FakeClock(), () => 1);
    const seconds = Array.from({length: 8}, () => backoff.next() / 1000);
    assert.deepEqual(seconds, [0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30]);
  });

  it('begins anew after two minutes without a failure, counted from the end of the delay', async () => {
    const clock = new FakeClock();
    const backoff = new Backoff(clock, () => 1);
    backoff.next();
    await clock.advance(120_799);
    assert.equal(backoff.next(), 1600);
    await clock.advance(1600 + 120_000);
    assert.equal(backoff.next(), 800);
  });
});

describe('watchdog', () => {
  it('aborts with its parent, for its parent’s reason', () => {
    const clock = new FakeClock();
    const parent = new AbortController();
    const dog = new Watchdog(parent.signal, {clock, every: 10, check: () => undefined});
    parent.abort(new Error('stop'));
    assert.equal(dog.signal.aborted, true);
    assert.equal((dog.signal.reason as Error).message, 'stop');
    dog.stop();
    assert.equal(clock.pending, 0);
  });

  it('is fed by what comes', async () => {
    const clock = new FakeClock();
    const silences: number[] = [];
    const dog = new Watchdog(new AbortController().signal, {
      clock,
      every: 10,
      check: silence => void silences.push(silence),
    });
    await clock.advance(15);
    dog.feed();
    await clock.advance(15);
    dog.stop();
    assert.deepEqual(silences, [10, 5, 15]);
  });
});
