import assert from 'node:assert/strict';
import {matchesSelector} from '../../../src/domain/labels.ts';

const LABELS = {app: 'shop', tier: 'backend'};
const expression = (key: string, operator: string, values?: unknown): unknown => ({
  matchExpressions: [{key, operator, ...(values !== undefined && {values})}],
});

describe('matchesSelector', () => {
  const cases: readonly [title: string, selector: unknown, want: boolean][] = [
    ['{} selects all', {}, true],
    ['matchLabels with the label selects', {matchLabels: {app: 'shop'}}, true],
    ['matchLabels with another value does not', {matchLabels: {app: 'web'}}, false],
    ['matchLabels must all be there', {matchLabels: {app: 'shop', zone: 'a'}}, false],
    ['an absent label is not the empty one', {matchLabels: {zone: ''}}, false],
    ['In with the value selects', expression('app', 'In', ['web', 'shop']), true],
    ['In without the value does not', expression('app', 'In', ['web']), false],
    ['In without the label does not', expression('zone', 'In', ['a']), false],
    ['NotIn with another value selects', expression('app', 'NotIn', ['web']), true],
    ['NotIn with the value does not', expression('app', 'NotIn', ['shop']), false],
    ['NotIn without the label selects', expression('zone', 'NotIn', ['a']), true],
    ['Exists selects', expression('app', 'Exists'), true],
    ['Exists without the label does not', expression('zone', 'Exists'), false],
    ['DoesNotExist selects', expression('zone', 'DoesNotExist'), true],
    ['DoesNotExist with the label does not', expression('app', 'DoesNotExist', []), false],
    ['both parts must agree', {matchLabels: {app: 'shop'}, ...(expression('tier', 'In', ['front']) as object)}, false],
    [
      'every expression must be satisfied',
      {
        matchExpressions: [
          {key: 'app', operator: 'Exists'},
          {key: 'zone', operator: 'Exists'},
        ],
      },
      false,
    ],
    ['Exists does not mind null for values', expression('app', 'Exists', null), true],
    ['null parts are absent parts', {matchLabels: null, matchExpressions: null}, true],
  ];
  for (const [title, selector, want] of cases) {
    it(title, () => {
      assert.equal(matchesSelector(selector, LABELS), want);
    });
  }

  const malformed: readonly [title: string, selector: unknown][] = [
    ['no selector', undefined],
    ['a list', []],
    ['a misspelt field', {matchLables: {app: 'shop'}}],
    ['matchLabels as a list', {matchLabels: ['app']}],
    ['a label value that is a number', {matchLabels: {app: 1}}],
    ['matchExpressions as an object', {matchExpressions: {}}],
    ['an expression that is text', {matchExpressions: ['app']}],
    ['an expression without key', {matchExpressions: [{operator: 'Exists'}]}],
    ['an unknown operator', expression('app', 'Gt', ['1'])],
    ['In without values', expression('app', 'In')],
    ['NotIn with no values', expression('zone', 'NotIn', [])],
    ['values that are not texts', expression('app', 'In', ['shop', 1])],
    ['Exists with values', expression('app', 'Exists', ['shop'])],
  ];
  for (const [title, selector] of malformed) {
    it(`selects nothing where it is malformed: ${title}`, () => {
      assert.equal(matchesSelector(selector, LABELS), false);
    });
  }

  it('is not fooled by names that every object has', () => {
    assert.equal(matchesSelector(expression('constructor', 'Exists'), {}), false);
    assert.equal(matchesSelector(expression('toString', 'DoesNotExist'), {}), true);
  });
});
