import assert from 'node:assert/strict';
import fc from 'fast-check';
import {globPattern, matchesAnyGlob, matchesAnyImage} from '../../../../src/admission/pods/globs.ts';
import {matchesGlob} from '../../../../src/domain/glob.ts';
import {globOf, globPart} from '../../../support/glob-arbitraries.ts';

describe('the condition for globs', () => {
  const cases: readonly [says: string, globs: readonly string[], want: string][] = [
    ['a name is compared', ['log'], "c.name == 'log'"],
    ['several names are a list', ['log', 'agent'], "c.name in ['log', 'agent']"],
    ['a star behind is a beginning', ['log*'], "c.name.startsWith('log')"],
    ['a star before is an end', ['*log'], "c.name.endsWith('log')"],
    ['stars around are a part', ['**log*'], "c.name.contains('log')"],
    ['a star alone fits all', ['*', 'log'], 'true'],
    ['a star between needs an expression', ['a.*b'], String.raw`c.name.matches(r'(?s)^a\..*b$')`],
    ['a question mark needs an expression', ['l?g'], "c.name.matches(r'(?s)^l.g$')"],
    ['a quote does not end the literal', ["it's"], String.raw`c.name == 'it\'s'`],
    ['several globs are alternatives', ['log*', 'agent'], "(c.name == 'agent' || c.name.startsWith('log'))"],
    ['no glob fits nothing', [], 'false'],
  ];
  for (const [says, globs, want] of cases) it(says, () => assert.equal(matchesAnyGlob(globs, 'c.name'), want));

  it('goes by the repository for images, unless a glob has a tag or a digest', () => {
    const texts = {image: 'image', repository: 'repository'};
    assert.equal(matchesAnyImage(['*/envoy', '*:1'], texts), "(repository.endsWith('/envoy') || image.endsWith(':1'))");
  });
});

describe('globPattern', () => {
  it('agrees with matchesGlob, whatever characters there are', () => {
    const glob = globOf(globPart, 8);
    const text = globOf(globPart, 8);
    fc.assert(
      fc.property(glob, text, (glob, text) => {
        const {flags, source} = asJavaScript(globPattern(glob));
        assert.equal(new RegExp(source, flags).test(text), matchesGlob(glob, text));
      }),
      {numRuns: 5000},
    );
  });
});

/** RE2 has its flags at the beginning. */
function asJavaScript(pattern: string): {readonly flags: string; readonly source: string} {
  const flag = '(?s)';
  assert.ok(pattern.startsWith(flag));
  return {flags: 's', source: pattern.slice(flag.length)};
}
