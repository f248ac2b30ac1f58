import assert from 'node:assert/strict';
import fc from 'fast-check';
import {stringify, type ToStringOptions} from 'yaml';
import {editText} from '../../../../src/cli/edit/edit-text.ts';
import {parseText} from '../../../../src/cli/input/parse-text.ts';
import {isObject, objectAt, objectsAt, sameJson, type JsonObject} from '../../../../src/domain/json.ts';
import {UserError} from '../../../../src/runtime/errors.ts';
import {anyObject} from '../../../support/json-arbitraries.ts';
import {manifestObject, manifestText, withComments} from '../../../support/manifest-arbitraries.ts';

const SIDECAR = {
  name: 'side',
  args: ['-c', 'set -e\n\n  run | more\n', 'one\ntwo'],
  env: [{name: 'A', value: 'x # y'}],
};

function valueOf(text: string): JsonObject {
  return readable(text) ?? assert.fail(text);
}

/** The object of the first document, where that can be read. */
function readable(text: string): JsonObject | undefined {
  const [first] = parseText({file: 'f', text, named: true}).documents;
  return first?.index === 0 && isObject(first.value) ? first.value : undefined;
}

/** The edited text, which must say what is wanted; undefined where it was refused in words. */
function edited(text: string, wanted: JsonObject): string | undefined {
  try {
    const after = editText(text, new Map([[0, wanted]]));
    assert.ok(sameJson(valueOf(after), wanted), `${text}\n=>\n${after}`);
    return after;
  } catch (error) {
    assert.ok(error instanceof UserError, error as Error);
    assert.match(error.message, /line \d+/);
    return undefined;
  }
}

describe('laws of edited texts', () => {
  it('an object becomes exactly the wanted one, in whatever style it is written', () => {
    fc.assert(
      fc.property(manifestText(), manifestObject(), ({text}, wanted) => {
        assert.notEqual(edited(text, wanted), undefined, text);
      }),
      {numRuns: 60},
    );
  });

  it('whatever the JSON, the text says what is wanted, or it is refused in words', () => {
    fc.assert(
      fc.property(anyObject(), anyObject(), yamlStyle(), (old, wanted, style) => {
        const text = stringify(old, style);
        if (readable(text) !== undefined) edited(text, wanted);
      }),
      {numRuns: 60},
    );
  });

  it('nothing to change leaves the same text', () => {
    fc.assert(
      fc.property(manifestText(), ({text}) => {
        assert.equal(editText(text, new Map([[0, valueOf(text)]])), text);
      }),
    );
  });

  it('a key that is added and removed again leaves the same text', () => {
    fc.assert(
      fc.property(manifestText(), anyObject(), ({text}, added) => {
        const before = valueOf(text);
        const after = edited(text, {...before, added: [added, {name: 'x', added}]});
        assert.equal(after && edited(after, before), text);
      }),
      {numRuns: 50},
    );
  });

  it('a conversion moves lines, adds those that it must, and changes none', () => {
    fc.assert(
      fc.property(manifestObject(), yamlStyle(), fc.boolean(), (object, style, isFirst) => {
        const inits = objectsAt(object, 'spec', 'initContainers');
        const others = [...objectsAt(object, 'spec', 'containers'), {name: 'main'}];
        const {initContainers: _, ...rest} = objectAt(object, 'spec');
        const spec = {...rest, ...(inits.length > 0 && {initContainers: inits})};
        const containers = isFirst ? [SIDECAR, ...others] : [...others, SIDECAR];
        // Folded texts are not always read again as what was written.
        const plain = {...style, lineWidth: 0, collectionStyle: 'any', aliasDuplicateObjects: false} as const;
        const text = withComments(stringify({...object, spec: {...spec, containers}}, plain));
        const native = {...SIDECAR, restartPolicy: 'Always'};
        const wanted = {...object, spec: {...spec, containers: others, initContainers: [...inits, native]}};
        const added = ['restartPolicy: Always', ...(inits.length === 0 ? ['initContainers:'] : [])];
        assert.deepEqual(members(edited(text, wanted) ?? ''), [...members(text), ...added].sort(), text);
      }),
    );
  });

  it('a changed scalar changes the one line that it is in', () => {
    fc.assert(
      fc.property(manifestText(), fc.stringMatching(/^[a-z]{1,9}$/), ({text}, word) => {
        const marked = `${text.replace(/\r?\n$/, '')}\nmarked: "here" # why\n`;
        if (text.includes('{ ') || text.startsWith('{') || text.includes('...')) return;
        const after = edited(marked, {...valueOf(marked), marked: word});
        assert.equal(after, marked.replace('marked: "here"', `marked: "${word}"`));
      }),
    );
  });
});

/** Lines without their indentation, sorted: moved lines are the same. */
function members(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map(line => line.trim())
    .sort();
}

function yamlStyle(): fc.Arbitrary<ToStringOptions> {
  return fc.record({
    indentSeq: fc.boolean(),
    indent: fc.constantFrom(2, 4),
    lineWidth: fc.constantFrom(0, 30, 80),
    singleQuote: fc.boolean(),
    collectionStyle: fc.constantFrom('any', 'block', 'flow'),
  });
}
