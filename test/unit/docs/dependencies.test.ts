import assert from 'node:assert/strict';
import manifest from '../../../package.json' with {type: 'json'};
import {codeWords, page} from './markdown.ts';

describe('docs/dependencies.md', () => {
  it('says why of every package', () => {
    const named = new Set(codeWords(page('docs/dependencies.md')));
    const packages = Object.keys({...manifest.dependencies, ...manifest.devDependencies});
    assert.deepEqual(
      packages.filter(name => !named.has(name)),
      [],
    );
  });
});
