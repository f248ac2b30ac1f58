import assert from 'node:assert/strict';
import {WORKAROUND_IDS} from '../../../src/domain/workarounds/workaround.ts';
import {detectors} from '../../../src/domain/workarounds/index.ts';
import {page} from './markdown.ts';

describe('docs/workarounds.md', () => {
  it('has a section for every workaround, in the order of the detectors', () => {
    const headings = [...page('docs/workarounds.md').text.matchAll(/^## (?<id>W\d+): /gm)].map(
      one => one.groups?.['id'],
    );
    assert.deepEqual(headings, [...WORKAROUND_IDS]);
    assert.deepEqual(
      detectors.map(({id}) => id),
      [...WORKAROUND_IDS],
    );
  });
});
