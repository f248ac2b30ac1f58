import assert from 'node:assert/strict';
import fc from 'fast-check';
import {stringify, type ToStringOptions} from 'yaml';
import {editText} from '../../../../src/cli/edit/edit-text.ts';
import {readDocuments} from '../../../../src/cli/edit/read-documents.ts';
import {sameJson, type JsonObject} from '../../../../src/domain/json.ts';
import {UserError} from '../../../../src/runtime/errors.ts';
import {anyObject} from '../../../support/json-arbitraries.ts';
import {manifestText, manifestObject} from '../../../support/manifest-arbitraries.ts';

function valueOf(text: string): JsonObject {
  const [first] = [...readDocuments(text)];
  assert.equal(first?.type, 'Document', text);
  return first.value;
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
      {numRuns: 100},
    );
  });

  it('whatever the JSON, the text says what is wanted, or it is refused in words', () => {
    fc.assert(
      fc.property(anyObject(), anyObject(), yamlStyle(), (old, wanted, style) => {
        const text = stringify(old, style);
        const [first] = [...readDocuments(text)];
        if (first?.type === 'Document') edited(text, wanted);
      }),
      {numRuns: 100},
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

function yamlStyle(): fc.Arbitrary<ToStringOptions> {
  return fc.record({
    indentSeq: fc.boolean(),
    indent: fc.constantFrom(2, 4),
    lineWidth: fc.constantFrom(0, 30, 80),
    singleQuote: fc.boolean(),
    collectionStyle: fc.constantFrom('any', 'block', 'flow'),
  });
}
