import assert from 'node:assert/strict';
import {existsSync, globSync} from 'node:fs';
import {join} from 'node:path';
import {anchors, codeWords, localLinks, page, pages, ROOT} from './markdown.ts';

/** Folders of the repository that a path in backticks can begin with. */
const PATH = /^(?:src|test|docs|config|crds|tools|demo|bench|bin|\.ci)\/[\w./@*-]*$/;

describe('links in the documentation', () => {
  it('are read at all', () => {
    assert.ok(pages().flatMap(localLinks).length > 50);
  });

  for (const each of pages()) {
    it(`of ${each.path} lead to files and headings that are there`, () => {
      const dead = localLinks(each).filter(({file, anchor}) => {
        if (!existsSync(join(ROOT, file))) return true;
        return anchor !== '' && file.endsWith('.md') && !anchors(page(file)).has(anchor);
      });
      assert.deepEqual(dead, []);
    });

    it(`of ${each.path} name paths of the repository that are there`, () => {
      const paths = codeWords(each).filter(word => PATH.test(word));
      assert.deepEqual(
        paths.filter(path => globSync(path, {cwd: ROOT}).length === 0),
        [],
      );
    });
  }
});
