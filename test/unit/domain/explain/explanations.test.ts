import assert from 'node:assert/strict';
import {parse} from 'yaml';
import {FINDING_CODES, type FindingCode} from '../../../../src/api/codes.ts';
import {checks} from '../../../../src/domain/checks/index.ts';
import {explanations, NOT_RAISED_YET} from '../../../../src/domain/explain/index.ts';
import {findingsReference} from '../../../../tools/docs/findings-reference.ts';
import {writtenText} from '../../../../tools/write-generated.ts';

const codes = Object.keys(explanations) as FindingCode[];

describe('explanations', () => {
  it('has an entry for every code, and for no other', () => {
    assert.deepEqual([...codes].sort(), Object.keys(FINDING_CODES).sort());
  });

  it('tells every code that nothing raises from those that something does', () => {
    const elsewhere: readonly FindingCode[] = [
      'SettingsOutdated',
      'Unclaimed',
      'WorkaroundLeft',
      'PodPolicyTooLarge',
      'TooManyExclusions',
      'InjectorReinvoked',
      'RestartPolicyStripped',
      'PodsStayClassic',
    ];
    const raised = new Set([...checks.map(({code}) => code), ...elsewhere]);
    assert.deepEqual(
      codes.filter(code => !raised.has(code)),
      NOT_RAISED_YET,
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
      const {title, meaning, why, todo, example} = explanations[code];
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
