import assert from 'node:assert/strict';
import {isKept} from '../../../src/admission/keep/is-kept.ts';
import {keepBinding, keepPolicy} from '../../../src/admission/keep/keep-policy.ts';
import {objectAt, objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';

describe('the keep policy', () => {
  const variables = objectsAt(keepPolicy(), 'spec', 'variables');

  it('says in words what each variable is, and uses no variable before it is there', () => {
    variables.forEach(({expression}, index) => {
      assert.match(String(expression), /^\/\/ \S/);
      const used = [...String(expression).matchAll(/variables\.(?<name>\w+)/g)].map(match => match.groups?.['name']);
      const known = new Set(variables.slice(0, index).map(({name}) => name));
      assert.deepEqual(
        used.filter(name => !known.has(name)),
        [],
      );
    });
  });

  it('has no variable that nothing uses', () => {
    const text = JSON.stringify(keepPolicy());
    const unused = variables.filter(({name}) => !new RegExp(`variables\\.${String(name)}\\b`).test(text));
    assert.deepEqual(unused, []);
  });

  it('is printed in blocks of lines: no line ends in a space, for which YAML would give up its layout', () => {
    const lines = variables.flatMap(({expression}) => String(expression).split('\n'));
    assert.deepEqual(
      lines.filter(line => line.endsWith(' ')),
      [],
    );
  });

  const changed = (object: JsonObject, spec: JsonObject): JsonObject => ({
    ...object,
    spec: {...objectAt(object, 'spec'), ...spec},
  });
  const cases: readonly (readonly [
    title: string,
    policy: JsonObject | undefined,
    binding: JsonObject | undefined,
    kept: boolean,
  ])[] = [
    ['is there as it is shipped', keepPolicy(), keepBinding(), true],
    ['is not there without a binding', keepPolicy(), undefined, false],
    ['is not there without the policy', undefined, keepBinding(), false],
    ['is not there where somebody has changed it', changed(keepPolicy(), {variables: []}), keepBinding(), false],
    [
      'is not there where it is bound to a part of the cluster',
      keepPolicy(),
      changed(keepBinding(), {matchResources: {namespaceSelector: {matchLabels: {a: 'b'}}}}),
      false,
    ],
    [
      'is not there while it is being deleted',
      {...keepPolicy(), metadata: {deletionTimestamp: '2026-11-01T00:00:00Z'}},
      keepBinding(),
      false,
    ],
  ];
  for (const [title, policy, binding, kept] of cases) it(title, () => assert.equal(isKept(policy, binding), kept));

  it('has a binding of its own name', () => {
    assert.equal(stringAt(keepBinding(), 'spec', 'policyName'), stringAt(keepPolicy(), 'metadata', 'name'));
  });
});
