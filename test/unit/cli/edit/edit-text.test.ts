import assert from 'node:assert/strict';
import {editText} from '../../../../src/cli/edit/edit-text.ts';
import {UserError} from '../../../../src/runtime/errors.ts';
import {changed, convert, lines, objectsIn} from './manifest.ts';

interface Conversion {
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

const CONVERSIONS: readonly Conversion[] = [
  {
    title: 'moves a container with its comments above those of containers',
    before: `
      # the app and its proxy
      kind: Pod
      spec:
        hostNetwork: false

        # what runs
        containers:
          # the app
          - name: app   # main
            image: "app:1"
          # the proxy
          # in front of it
          - name: proxy # side
            args: ['--port=1',
                   '--quiet']
            # tail of the proxy

        volumes: []
    `,
    after: `
      # the app and its proxy
      kind: Pod
      spec:
        hostNetwork: false

        initContainers:
          # the proxy
          # in front of it
          - name: proxy # side
            restartPolicy: Always
            args: ['--port=1',
                   '--quiet']
            # tail of the proxy
        # what runs
        containers:
          # the app
          - name: app   # main
            image: "app:1"

        volumes: []
    `,
  },
  {
    title: 'indents a container as the list that it comes to, block scalars with it',
    before: `
      spec:
        initContainers:
            -   name: first
        containers:
        - name: proxy
          args:
          - |2
              two
             one
          - >-
            folded

            text
          - "quoted
            over lines"
        - name: app
    `,
    after: `
      spec:
        initContainers:
            -   name: first
            - name: proxy
              restartPolicy: Always
              args:
              - |2
                  two
                 one
              - >-
                folded

                text
              - "quoted
                over lines"
        containers:
        - name: app
    `,
  },
  {
    title: 'moves anchors and their aliases',
    before: `
      spec:
        containers:
        - name: app
          env: &env
          - {name: A, value: "1"}
        - name: proxy
          resources: &small
            limits: {cpu: 1}
        - name: other
          resources: *small
    `,
    after: `
      spec:
        initContainers:
        - name: proxy
          restartPolicy: Always
          resources: &small
            limits: {cpu: 1}
        containers:
        - name: app
          env: &env
          - {name: A, value: "1"}
        - name: other
          resources: *small
    `,
  },
  {
    title: 'puts initContainers below containers where an alias would come to stand above its anchor',
    before: `
      spec:
        containers:
        - name: app
          env: &env
          - name: A
        - name: proxy
          env: *env
        volumes: []
    `,
    after: `
      spec:
        containers:
        - name: app
          env: &env
          - name: A
        initContainers:
        - name: proxy
          restartPolicy: Always
          env: *env
        volumes: []
    `,
  },
  {
    title: 'edits flow style inside of its braces',
    before: `
      spec: {containers: [{name: app}, {name: proxy, image: 'p:1'}]} # all in one
    `,
    after: `
      spec: {initContainers: [{name: proxy, restartPolicy: Always, image: 'p:1'}], containers: [{name: app}]} # all in one
    `,
  },
  {
    title: 'moves containers that are written in braces',
    before: `
      spec:
        containers:
        - {name: app}
        - {name: proxy,
           image: p}   # side
    `,
    after: `
      spec:
        initContainers:
        - {name: proxy,
           restartPolicy: Always,
           image: p}   # side
        containers:
        - {name: app}
    `,
  },
  {
    title: 'keeps the indentation of JSON, tabs too',
    before: `
      {
      \t"spec": {
      \t\t"containers": [
      \t\t\t{
      \t\t\t\t"name": "app"
      \t\t\t},
      \t\t\t{
      \t\t\t\t"name": "proxy",
      \t\t\t\t"tty": true
      \t\t\t}
      \t\t]
      \t}
      }
    `,
    after: `
      {
      \t"spec": {
      \t\t"initContainers": [
      \t\t\t{
      \t\t\t\t"name": "proxy",
      \t\t\t\t"restartPolicy": "Always",
      \t\t\t\t"tty": true
      \t\t\t}
      \t\t],
      \t\t"containers": [
      \t\t\t{
      \t\t\t\t"name": "app"
      \t\t\t}
      \t\t]
      \t}
      }
    `,
  },
  {
    title: 'leaves an end marker and names of any kind alone',
    before: `
      ---
      spec:
        containers:
          - name: 🦊
          - image: p
            # its name
            name: proxy
      ...
    `,
    after: `
      ---
      spec:
        initContainers:
          - image: p
            # its name
            name: proxy
            restartPolicy: Always
        containers:
          - name: 🦊
      ...
    `,
  },
];

/** Ways to store the same lines. */
const FORMS: Readonly<Record<string, (text: string) => string>> = {
  LF: text => text,
  CRLF: text => text.replaceAll('\n', '\r\n'),
  'no last newline': text => text.replace(/\n$/, ''),
};

describe('editText', () => {
  for (const {title, before, after} of CONVERSIONS) {
    for (const [style, form] of Object.entries(FORMS)) {
      it(`${title}, and back (${style})`, () => {
        const [from, to] = [form(lines(before)), form(lines(after))];
        const converted = changed(from, object => convert(object.spec, 'proxy'));
        assert.equal(converted, to);
        assert.deepEqual(objectsIn(editText(converted, objectsIn(from))), objectsIn(from));
      });
    }
  }

  it('gives the original text when a conversion is undone', () => {
    for (const {before, title} of CONVERSIONS.filter(each => !each.title.includes('below'))) {
      const text = lines(before);
      const converted = changed(text, object => convert(object.spec, 'proxy'));
      assert.equal(editText(converted, objectsIn(text)), text, title);
    }
  });

  it('changes one document of many, and no other', () => {
    const text = 'a: 1 # one\n---\na:   "2"\n---\n# three\na: {b: 3}\n';
    assert.equal(editText(text, new Map([[1, {a: '4'}]])), 'a: 1 # one\n---\na:   "4"\n---\n# three\na: {b: 3}\n');
  });

  it('changes an object of a List', () => {
    const text = lines(`
      kind: List
      items:
      - kind: A   # first
        spec: {n: 1}
      - kind: B
        spec:
          n: 0x10  # second
    `);
    const after = changed(text, list => (list.items[1].spec.n = 2));
    assert.equal(after, text.replace('0x10', '2'));
  });

  it('refuses a document that the text does not have', () => {
    assert.throws(() => editText('a: 1\n', new Map([[1, {}]])), UserError);
  });

  it('returns the same text where nothing changes, however it is written', () => {
    const text = 'a:    0x10\nb: [ 1,2 ]   \n\n\n# end';
    assert.equal(editText(text, objectsIn(text)), text);
  });
});
