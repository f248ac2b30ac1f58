import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {checks} from '../../../src/domain/checks/index.ts';
import {EDGE_CASES} from '../../../tools/docs/edge-cases.ts';
import {ROOT} from './markdown.ts';

describe('the edge cases', () => {
  it('are E1 to E42, each once', () => {
    assert.deepEqual(
      EDGE_CASES.map(({number}) => number),
      Array.from({length: 42}, (_, index) => index + 1),
    );
  });

  for (const {number, outcome, test} of EDGE_CASES) {
    it(`E${String(number)} is named by the title of a test in ${test}`, () => {
      assert.ok(existsSync(join(ROOT, test)), `${test} is not there`);
      const titles = titlesIn(readFileSync(join(ROOT, test), 'utf8'));
      assert.ok(titles.some(title => new RegExp(`\\bE${number}\\b`).test(title)));
    });

    if (outcome.type === 'Finding') {
      it(`E${String(number)} is told by a check that there is`, () => {
        const codes = new Set(checks.map(({code}) => code));
        assert.deepEqual(
          outcome.codes.filter(code => !codes.has(code)),
          [],
        );
      });
    }
  }
});

/** The texts in quotes of a test file; a comment is no title. */
function titlesIn(source: string): readonly string[] {
  const code = source.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '');
  return [...code.matchAll(/'([^'\n]+)'|"([^"\n]+)"|`([^`]+)`/g)].map(([text]) => text);
}
