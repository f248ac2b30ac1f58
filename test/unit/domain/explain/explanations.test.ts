import assert from 'node:assert/strict';
import {parse} from 'yaml';
import {FINDING_CODES, type FindingCode} from '../../../../src/api/codes.ts';
import {checks} from '../../../../src/domain/checks/index.ts';
import {explanations} from '../../../../src/domain/explain/index.ts';
import {findingsReference} from '../../../../tools/docs/findings-reference.ts';
import {writtenText} from '../../../../tools/write-generated.ts';

const codes = Object.keys(explanations) as FindingCode[];

describe('explanations', () => {
  it('has an entry for every code that a check can raise', () => {
    assert.deepEqual(
      checks.map(check => check.code).filter(code => explanations[code] === undefined),
      [],
    );
  });

  it('explains known codes only', () => {
    assert.deepEqual(
      codes.filter(code => !Object.hasOwn(FINDING_CODES, code)),
      [],
    );
  });

  it('lists them in the order of the checks', () => {
    const inOrder = checks.map(check => check.code);
    assert.deepEqual(
      codes.filter(code => inOrder.includes(code)),
      inOrder,
    );
  });

  for (const code of codes) {
    it(`says of ${code} what, why and what to do, with an example that is YAML`, () => {
      const {title, meaning, why, todo, example} = explanations[code] ?? assert.fail();
      for (const text of [meaning, why, todo]) assert.match(text, /^[A-Z`][^]*[.|]$/);
      assert.match(title, /[^.]$/);
      assert.equal(typeof parse(example), 'object');
    });
  }

  it('is what docs/reference/findings.md says: npm run generate', () => {
    const file = findingsReference();
    assert.equal(writtenText(file), file.text);
  });
});
