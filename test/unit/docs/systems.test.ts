import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {profileById} from '../../../src/domain/catalog/catalog.ts';
import {localLinks, page, ROOT} from './markdown.ts';
import {SYSTEM_FIXTURES, systemText} from '../../support/systems.ts';

const FOLDER = 'docs/systems';
const systems = readdirSync(SYSTEM_FIXTURES).sort();

describe('the pages of docs/systems/', () => {
  it('are one for each folder of manifests, and all in the index', () => {
    const names = readdirSync(join(ROOT, FOLDER)).filter(name => name !== 'README.md');
    assert.deepEqual(
      names.sort(),
      systems.map(system => `${system}.md`),
    );
    const linked = new Set(localLinks(page(`${FOLDER}/README.md`)).map(({target}) => target));
    assert.deepEqual(
      names.filter(name => !linked.has(name)),
      [],
    );
  });

  for (const system of systems) {
    const {text} = page(`${FOLDER}/${system}.md`);

    it(`${system}: its manifests are those that are tested, word for word`, () => {
      const files = readdirSync(join(SYSTEM_FIXTURES, system)).map(file => file.replace('.yaml', ''));
      assert.ok(files.length > 0);
      for (const file of files) {
        assert.ok(text.includes(`\`\`\`yaml\n${systemText(system, file)}\`\`\``), `${file}.yaml is another one`);
      }
    });

    const ways = profileById(system)?.injector?.native ?? [];
    if (ways.length > 0) {
      it(`${system}: every switch of the catalog is there, with its version`, () => {
        const table = text.slice(text.indexOf('\n## Its own switch, and since when\n')).split('\n');
        for (const way of ways) {
          const what = 'annotation' in way ? way.annotation : '';
          const isRow = (line: string): boolean => line.startsWith(`| ${way.since} `) && line.includes(what);
          assert.ok(table.some(isRow), `${way.since} ${what}`);
        }
      });
    }
  }
});
