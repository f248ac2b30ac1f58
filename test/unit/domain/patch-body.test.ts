import assert from 'node:assert/strict';
import fc from 'fast-check';
import {patchBody} from '../../../src/domain/patch-body.ts';
import {anyJson} from '../../support/json-arbitraries.ts';

describe('patchBody', () => {
  it('escapes what Go escapes, or a test of such a value would fail for ever', () => {
    const body = patchBody([{op: 'test', path: '/a', value: 'a && b < c > d\u2028\u2029'}]);
    assert.equal(
      body,
      String.raw`[{"op":"test","path":"/a","value":"a \u0026\u0026 b \u003c c \u003e d\u2028\u2029"}]`,
    );
  });

  it('says the same as the operations', () => {
    fc.assert(
      fc.property(anyJson(), value => {
        const operations = [{op: 'add' as const, path: '/a', value}];
        assert.deepEqual(JSON.parse(patchBody(operations)), operations);
      }),
    );
  });
});
