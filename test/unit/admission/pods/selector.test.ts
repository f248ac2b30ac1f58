import assert from 'node:assert/strict';
import {selects} from '../../../../src/admission/pods/selector.ts';
import type {JsonObject} from '../../../../src/domain/json.ts';

describe('the condition for a label selector', () => {
  const expression = (one: JsonObject): JsonObject => ({matchExpressions: [one]});
  const cases: readonly [says: string, selector: JsonObject, want: string][] = [
    ['an empty one selects all', {}, 'true'],
    ['a label must be there with its value', {matchLabels: {app: 'shop'}}, "('app' in l && l['app'] == 'shop')"],
    ['In', expression({key: 'a', operator: 'In', values: ['b', 'c']}), "('a' in l && l['a'] in ['b', 'c'])"],
    [
      'NotIn takes what has no such label',
      expression({key: 'a', operator: 'NotIn', values: ['b']}),
      "!('a' in l && l['a'] == 'b')",
    ],
    ['Exists', expression({key: 'a', operator: 'Exists'}), "'a' in l"],
    ['DoesNotExist', expression({key: 'a', operator: 'DoesNotExist'}), "!('a' in l)"],
    [
      'all requirements must hold',
      {matchLabels: {a: 'b'}, ...expression({key: 'c', operator: 'Exists'})},
      "(('a' in l && l['a'] == 'b') && 'c' in l)",
    ],
    ['an operator that is not known selects nothing', expression({key: 'a', operator: 'Near', values: ['b']}), 'false'],
    ['In without values selects nothing', expression({key: 'a', operator: 'In', values: []}), 'false'],
    ['a field that is not known selects nothing', {matchNames: {}}, 'false'],
    ['a value that is no text selects nothing', {matchLabels: {a: 1}}, 'false'],
  ];
  for (const [says, selector, want] of cases) it(says, () => assert.equal(selects(selector, 'l'), want));
});
