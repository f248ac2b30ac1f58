import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {writeFiles} from '../../../src/cli/output/write-files.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

describe('files that get new texts', () => {
  const folder = new TemporaryFolder();
  after(() => folder.remove());
  const texts = (): readonly string[] =>
    readdirSync(folder.path)
      .sort()
      .map(name => `${name}: ${readFileSync(join(folder.path, name), 'utf8')}`);

  beforeEach(() => {
    folder.write('a', 'old a');
    folder.write('b', 'old b');
  });

  it('have them all', async () => {
    const files = ['a', 'b'].map(file => ({file, before: `old ${file}`, after: `new ${file}`}));
    assert.deepEqual(await writeFiles(files, folder.path), {written: ['a', 'b'], problems: []});
    assert.deepEqual(texts(), ['a: new a', 'b: new b']);
  });

  const hindered = [
    {it: 'one was changed after it was read', file: 'b', before: 'older b', says: /changed meanwhile/},
    {it: 'one is gone', file: 'c', before: '', says: /is gone/},
  ];
  for (const {it: title, file, before, says} of hindered) {
    it(`stay all as they are where ${title}, and nothing is left beside them`, async () => {
      const files = [
        {file: 'a', before: 'old a', after: 'new a'},
        {file, before, after: 'new'},
      ];
      const {written, problems} = await writeFiles(files, folder.path);
      assert.deepEqual([written, problems.map(({origin}) => origin.file)], [[], [file]]);
      assert.match(problems[0]?.message ?? '', says);
      assert.deepEqual(texts(), ['a: old a', 'b: old b']);
    });
  }
});
