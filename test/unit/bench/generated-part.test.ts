import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {SCENARIOS} from '../../../bench/scenarios.ts';
import {withGeneratedPart} from '../../../tools/docs/generated-part.ts';

const PAGE = 'by hand\n\n<!-- bench: begin -->\n\nold\n\n<!-- bench: end -->\n\nby hand, too\n';

describe('the generated part of a page', () => {
  it('is replaced, and what people wrote around it stays', () => {
    assert.equal(withGeneratedPart(PAGE, 'bench', 'new\n'), PAGE.replace('old', 'new'));
  });

  it('is never put into a page that has no place for it', () => {
    assert.throws(() => withGeneratedPart(PAGE, 'soak', 'new'), /no part between <!-- soak: begin -->/);
    assert.throws(() => withGeneratedPart('<!-- bench: end -->\n<!-- bench: begin -->', 'bench', 'new'), /no part/);
  });

  it('has its place in the page about speed', () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'performance.md'), 'utf8');
    for (const scenario of Object.keys(SCENARIOS)) {
      assert.ok(withGeneratedPart(page, `bench ${scenario}`, 'new numbers').includes('new numbers'), scenario);
    }
  });
});
