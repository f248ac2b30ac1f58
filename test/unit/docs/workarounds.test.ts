import assert from 'node:assert/strict';
import {detectors} from '../../../src/domain/workarounds/index.ts';
import {WORKAROUND_TITLES} from '../../../src/domain/workarounds/titles.ts';
import {WORKAROUND_IDS} from '../../../src/domain/workarounds/workaround.ts';
import {page} from './markdown.ts';

describe('docs/workarounds.md', () => {
  it('has a section for every workaround, in the order of the detectors', () => {
    const headings = [...page('docs/workarounds.md').text.matchAll(/^## (?<id>W\d+): (?<title>.+)$/gm)].map(
      ({groups}) => [groups?.['id'], groups?.['title']],
    );
    assert.deepEqual(
      headings,
      WORKAROUND_IDS.map(id => [id, WORKAROUND_TITLES[id]]),
    );
    assert.deepEqual(
      detectors.map(({id}) => id),
      [...WORKAROUND_IDS],
    );
  });
});
