import assert from 'node:assert/strict';
import {editText} from '../../../../src/cli/edit/edit-text.ts';
import {UserError} from '../../../../src/runtime/errors.ts';
import {changed, lines, type Mutable} from './manifest.ts';

interface Edit {
  readonly title: string;
  readonly before: string;
  readonly change: (object: Mutable) => void;
  readonly after: string;
}

const EDITS: readonly Edit[] = [
  {
    title: 'removes the first key behind a dash; the next one takes its place, with its comment above',
    before: '- restartPolicy: Always\n  # who\n  name: a # b\n',
    change: ({list}) => delete list[0].restartPolicy,
    after: '# who\n- name: a # b\n',
  },
  {
    title: 'removes several keys from behind a dash',
    before: '- x: 1\n  y:\n    z: 2\n  name: a\n  tail: 3\n',
    change: ({list}) => (delete list[0].x, delete list[0].y, delete list[0].tail),
    after: '- name: a\n',
  },
  {
    title: 'adds a block of keys below the last one, with its deeper comments',
    before: '- name: a\n  image: b\n    # about b\n\n# next\n- name: b\n',
    change: ({list}) => (list[0].startupProbe = {exec: {command: ['sh', '-c', 'test -s "x"']}, periodSeconds: 1}),
    after:
      '- name: a\n  image: b\n    # about b\n  startupProbe:\n    exec:\n      command:\n      - sh\n      - -c\n      - test -s "x"\n    periodSeconds: 1\n\n# next\n- name: b\n',
  },
  {
    title: 'writes an empty list where the last element goes',
    before: '- name: a\n  env: # all\n  - name: x\n  tty: true\n',
    change: ({list}) => (list[0].env = []),
    after: '- name: a\n  env: []\n  tty: true\n',
  },
  {
    title: 'removes a key with its list and the comment above it',
    before: '- name: a\n  # what it needs\n  env:\n  - name: x\n  tty: true\n',
    change: ({list}) => delete list[0].env,
    after: '- name: a\n  tty: true\n',
  },
  {
    title: 'fills a key that had no value',
    before: '- name: a\n  env: # none yet\n  tty: true\n',
    change: ({list}) => (list[0].env = 'x'),
    after: '- name: a\n  env: x # none yet\n  tty: true\n',
  },
  {
    title: 'replaces scalars in the quotes that they had',
    before: '- a:   \'x\' # one\n  b: "y"\n  c: z   # three\n',
    change: ({list}) => Object.assign(list[0], {a: "it's", b: '"', c: 'yes'}),
    after: '- a:   \'it\'\'s\' # one\n  b: "\\""\n  c: "yes"   # three\n',
  },
  {
    title: 'changes lines of a block scalar, and leaves its other lines, header and comment',
    before: '- |  # script\n    set -e\n\n      run\n    curl localhost/quit\n- b\n',
    change: ({list}) => (list[0] = 'set -e\n\n  run\n'),
    after: '- |  # script\n    set -e\n\n      run\n- b\n',
  },
  {
    title: 'strips the end of a block scalar that ends without one',
    before: '- |\n  a\n  b\n',
    change: ({list}) => (list[0] = 'a\nc'),
    after: '- |-\n  a\n  c\n',
  },
  {
    title: 'keeps a text folded where one line of it remains',
    before: '- > # script\n  run --port=1\n  --host=2\n  curl localhost/quit\n- b\n',
    change: ({list}) => (list[0] = 'run --port=1 --host=2\n'),
    after: '- > # script\n  run --port=1\n  --host=2\n- b\n',
  },
  {
    title: 'folds what is new on one line, and writes lines where lines remain',
    before: '- >-\n  a\n  b\n- >\n  c\n\n  d\n',
    change: ({list}) => ((list[0] = 'a c'), (list[1] = 'c\nx\n')),
    after: '- >-\n  a c\n- |\n  c\n  x\n',
  },
  {
    title: 'removes elements of a list without names, and keeps the others with their comments',
    before: '- a # 1\n# two\n- b\n- c # 3\n',
    change: ({list}) => list.splice(1, 1),
    after: '- a # 1\n- c # 3\n',
  },
  {
    title: 'puts named elements into another order',
    before: '- name: a # 1\n# two\n- name: b\n- name: c # 3\n',
    change: ({list}) => list.unshift(list.pop()),
    after: '- name: c # 3\n- name: a # 1\n# two\n- name: b\n',
  },
  {
    title: 'edits flow lists over several lines',
    before: '- ["sh", # shell\n   "-c",\n   "run"]\n',
    change: ({list}) => (list[0] = ['sh', '-c', 'exec run', 'x']),
    after: '- ["sh", # shell\n   "-c",\n   exec run,\n   x]\n',
  },
  {
    title: 'writes an alias out where its value changes and the anchor stays',
    before: '- &a\n  k: 1\n- *a\n',
    change: ({list}) => (list[1] = {k: 2}),
    after: '- &a\n  k: 1\n- k: 2\n',
  },
  {
    title: 'writes an alias out where the anchor changes and the value stays',
    before: '- &a\n  k: 1 # one\n- *a\n',
    change: ({list}) => (list[0] = {k: 2}),
    after: '- &a\n  k: 2 # one\n- k: 1\n',
  },
  {
    title: 'changes the anchor alone where both change alike',
    before: '- &a\n  k: 1 # one\n- *a\n',
    change: object => (object.list = [{k: 2}, {k: 2}]),
    after: '- &a\n  k: 2 # one\n- *a\n',
  },
  {
    title: 'writes an alias out where the anchor goes',
    before: '- name: a\n  env: &e {k: 1}\n- name: b\n  env: *e\n',
    change: ({list}) => list.shift(),
    after: '- name: b\n  env:\n    k: 1\n',
  },
  {
    title: 'edits a text that repeats its anchor hundreds of times',
    before: `- &a {k: 1}\n${'- *a\n'.repeat(300)}- b\n`,
    change: ({list}) => (list[301] = 'c'),
    after: `- &a {k: 1}\n${'- *a\n'.repeat(300)}- c\n`,
  },
  {
    title: 'sets a key of its own beside a merge key',
    before: '- &a\n  k: 1\n- <<: *a\n  l: 2\n',
    change: ({list}) => (list[1].k = 3),
    after: '- &a\n  k: 1\n- <<: *a\n  k: 3\n  l: 2\n',
  },
];

describe('editText, edit by edit', () => {
  for (const {title, before, change, after} of EDITS) {
    it(title, () => assert.equal(changed(`list:\n${before}`, change), `list:\n${after}`));
  }

  it('adds to an empty list, and to a list in JSON on one line', () => {
    assert.equal(
      changed('a: []\n', object => (object.a = [{name: 'x'}])),
      'a:\n  - name: x\n',
    );
    assert.equal(
      changed('{"a":[1]}', object => object.a.push({b: null})),
      '{"a":[1, {"b": null}]}',
    );
  });

  it('quotes what kubectl would read as something else', () => {
    assert.equal(
      changed('a: 1\n', object => Object.assign(object, {b: 'on', c: '0777', d: '1e3'})),
      'a: 1\nb: "on"\nc: "0777"\nd: "1e3"\n',
    );
  });

  it('keeps a byte order mark', () => {
    assert.equal(
      changed('\uFEFFa: 1\nb: 2 # two\n', object => (object.a = 3)),
      '\uFEFFa: 3\nb: 2 # two\n',
    );
  });

  it('refuses what a merge key brings and is to go, and says where', () => {
    const text = lines(`
      # top
      base: &a
        k: 1
      list:
        - <<: *a
          l: 2
    `);
    assert.throws(
      () => changed(text, object => delete object.list[0].k),
      (error: unknown) => error instanceof UserError && error.message.startsWith('line 5: list.0.k is written'),
    );
  });

  it('refuses a text that is no YAML, with its line', () => {
    assert.throws(
      () => editText('---\na: 1\n---\nb: [\n', new Map([[1, {b: 1}]])),
      /^UserError: line 4 is not valid YAML/,
    );
  });
});
