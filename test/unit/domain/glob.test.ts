import assert from 'node:assert/strict';
import fc from 'fast-check';
import {matchesGlob, matchesImage, repository} from '../../../src/domain/glob.ts';

describe('matchesGlob', () => {
  const cases: readonly [glob: string, text: string, want: boolean][] = [
    ['log', 'log', true],
    ['log', 'logs', false],
    ['log', 'catalog', false],
    ['log*', 'log', true],
    ['log*', 'log-shipper', true],
    ['*log', 'catalog', true],
    ['*log*', 'the-logger', true],
    ['l?g', 'log', true],
    ['l?g', 'lg', false],
    ['??', 'ab', true],
    ['??', 'a', false],
    ['*', '', true],
    ['?', '', false],
    ['', '', true],
    ['', 'a', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['*ab', 'aab', true],
    ['*/envoy', 'docker.io/envoyproxy/envoy', true],
    ['*/envoy', 'envoy', false],
    ['Log', 'log', false],
    ['a.c', 'abc', false],
    ['a+', 'aa', false],
    ['[ab]', 'a', false],
    ['(', '(', true],
  ];
  for (const [glob, text, want] of cases) {
    it(`'${glob}' ${want ? 'fits' : 'does not fit'} '${text}'`, () => {
      assert.equal(matchesGlob(glob, text), want);
    });
  }

  it('agrees with the regular expression that the glob stands for', () => {
    const part = fc.constantFrom('a', 'b', '*', '?', '.', '/');
    const glob = fc.array(part, {maxLength: 8}).map(parts => parts.join(''));
    const text = fc.array(fc.constantFrom('a', 'b', '.', '/'), {maxLength: 8}).map(parts => parts.join(''));
    fc.assert(
      fc.property(glob, text, (glob, text) => {
        const source = glob.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        assert.equal(matchesGlob(glob, text), new RegExp(`^${source}$`).test(text));
      }),
      {numRuns: 2000},
    );
  });

  it('takes no longer for a glob full of stars than for its length times the text', () => {
    const started = process.hrtime.bigint();
    assert.equal(matchesGlob(`${'*a'.repeat(100)}b`, 'a'.repeat(10_000)), false);
    assert.ok(process.hrtime.bigint() - started < 1_000_000_000n);
  });
});

describe('repository', () => {
  const cases: readonly [image: string, want: string][] = [
    ['nginx', 'nginx'],
    ['nginx:1.27', 'nginx'],
    ['library/nginx@sha256:aa', 'library/nginx'],
    ['host:5000/a/b', 'host:5000/a/b'],
    ['host:5000/a/b:tag@sha256:aa', 'host:5000/a/b'],
    ['host:5000/a/b@sha256:aa/bb:c', 'host:5000/a/b'],
    ['', ''],
  ];
  for (const [image, want] of cases) {
    it(`of '${image}' is '${want}'`, () => {
      assert.equal(repository(image), want);
    });
  }

  it('is what the regular expression of the admission policies finds', () => {
    const text = fc.array(fc.constantFrom('a', '/', ':', '@', '.'), {maxLength: 10}).map(parts => parts.join(''));
    fc.assert(
      fc.property(text, image => {
        assert.equal(repository(image), /^(?:[^@]*\/)?[^:@/]*/.exec(image)?.[0]);
      }),
    );
  });
});

describe('matchesImage', () => {
  it('compares with the repository, so that tags and digests do not matter', () => {
    assert.equal(matchesImage('*/envoy', 'docker.io/envoyproxy/envoy:v1.31@sha256:aa'), true);
    assert.equal(matchesImage('*/envoy', 'docker.io/envoyproxy/envoy-tools:v1'), false);
  });

  it('compares with all of the image where the glob has a colon or an at sign', () => {
    assert.equal(matchesImage('*/envoy:v1.3*', 'envoyproxy/envoy:v1.31'), true);
    assert.equal(matchesImage('*/envoy:v1.3*', 'envoyproxy/envoy:v1.29'), false);
    assert.equal(matchesImage('*@sha256:aa', 'envoyproxy/envoy@sha256:aa'), true);
    assert.equal(matchesImage('*/envoy:*', 'envoyproxy/envoy'), false);
  });
});
