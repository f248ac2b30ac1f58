import assert from 'node:assert/strict';
import {WORDS} from '../../../../src/domain/explain/words/index.ts';
import {WORKAROUND_TITLES} from '../../../../src/domain/workarounds/titles.ts';

describe('words of status, log and Events', () => {
  for (const {word, place, meaning, todo} of WORDS) {
    it(`${word} (${place.type}) is told in sentences`, () => {
      assert.match(meaning, /^[A-Za-z`][^]*\.$/);
      assert.match(todo, /^(?:[A-Z`][^]*[.`])$/);
    });
  }

  it('begin with the title of their page where they are workarounds', () => {
    for (const {word, meaning} of WORDS.filter(({place}) => place.type === 'Workaround')) {
      const title = Object.entries(WORKAROUND_TITLES).find(([id]) => id === word)?.[1] ?? assert.fail(word);
      assert.ok(meaning.toLowerCase().startsWith(title.toLowerCase()), meaning);
    }
  });
});
