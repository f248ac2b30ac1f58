import assert from 'node:assert/strict';
import {goJson} from '../../../src/kube/go-json.ts';

describe('goJson', () => {
  it('escapes what Go escapes, and nothing else', () => {
    const script = 'a < b > c & d \u2028\u2029 é 🚀 "quoted" \\ \n';
    assert.equal(goJson(script), String.raw`"a \u003c b \u003e c \u0026 d \u2028\u2029 é 🚀 \"quoted\" \\ \n"`);
    assert.equal(JSON.parse(goJson({'<key>': [script]}))['<key>'][0], script);
  });
});
