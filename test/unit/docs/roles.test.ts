import assert from 'node:assert/strict';
import {globSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseAllDocuments} from 'yaml';
import {objectsAt, stringAt, stringsAt, type JsonObject} from '../../../src/domain/json.ts';
import {page, ROOT, section} from './markdown.ts';

const OBJECTS = globSync('config/**/*.yaml', {cwd: ROOT}).flatMap(file =>
  parseAllDocuments(readFileSync(join(ROOT, file), 'utf8')).map(document => document.toJS() as JsonObject),
);
const ROLES = OBJECTS.filter(({kind}) => kind === 'Role' || kind === 'ClusterRole');

/** Names of the roles that Outrigger's own account has, or could be given. */
const OWN = new Set(
  OBJECTS.filter(({kind}) => kind === 'RoleBinding' || kind === 'ClusterRoleBinding')
    .filter(binding =>
      objectsAt(binding, 'subjects').some(({kind, name}) => kind === 'ServiceAccount' && name === 'outrigger'),
    )
    .map(binding => stringAt(binding, 'roleRef', 'name') ?? ''),
);

/** What changes something, as a sentence says it. */
const CHANGES: Readonly<Record<string, RegExp>> = {
  create: /creat|writ/i,
  update: /updat|writ/i,
  patch: /patch|writ/i,
  delete: /delet|writ/i,
};

describe('what is said of the permissions', () => {
  it('is about roles that are there', () => assert.ok(OWN.size >= 5 && ROLES.length >= OWN.size));

  for (const path of ['SECURITY.md', 'docs/operating.md']) {
    it(`in ${path} names every role of Outrigger's account`, () => {
      const {text} = page(path);
      assert.deepEqual(
        [...OWN].filter(name => !text.includes(`\`${name}\``)),
        [],
      );
    });
  }

  it('names, in docs/operating.md, every role that the install brings for people', () => {
    const table = section(page('docs/operating.md'), '## Permissions, role by role');
    const names = ROLES.map(role => stringAt(role, 'metadata', 'name') ?? '');
    assert.deepEqual(
      names.filter(name => !table.includes(`\`${name}\``)),
      [],
    );
  });

  it('says of each role what it may change', () => {
    const lines = page('SECURITY.md').text.split(/\n(?=\||\n)/);
    for (const role of ROLES.filter(each => OWN.has(stringAt(each, 'metadata', 'name') ?? ''))) {
      const name = stringAt(role, 'metadata', 'name') ?? '';
      const said = lines.filter(line => line.includes(`\`${name}\``)).join('\n');
      const verbs = new Set(objectsAt(role, 'rules').flatMap(rule => stringsAt(rule, 'verbs')));
      const unsaid = Object.keys(CHANGES).filter(verb => verbs.has(verb) && CHANGES[verb]?.test(said) !== true);
      assert.deepEqual(unsaid, [], name);
    }
  });
});
