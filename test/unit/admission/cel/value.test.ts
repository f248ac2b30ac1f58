import assert from 'node:assert/strict';
import {celValue} from '../../../../src/admission/cel/value.ts';

describe('celValue', () => {
  const cases: readonly [says: string, value: unknown, want: string][] = [
    ['a text is a string', "it's", String.raw`'it\'s'`],
    ['a whole number is an int', -3, '-3'],
    ['a broken number is a double', 0.5, '0.5'],
    ['truth is a bool', true, 'true'],
    ['nothing is null', null, 'null'],
    ['a list of texts needs no types', ['a', 'b'], `['a', 'b']`],
    ['a mixed list is dynamic', ['a', 1], `[dyn('a'), dyn(1)]`],
    ['whole and broken numbers are two types', [1, 0.5], '[dyn(1), dyn(0.5)]'],
    ['an empty list', [], '[]'],
    ['a map of texts', {app: 'shop', 'a/b': 'c'}, `{'app': 'shop', 'a/b': 'c'}`],
    ['a mixed map is dynamic', {port: 80, path: '/'}, `{'port': dyn(80), 'path': dyn('/')}`],
    ['an object in an object is dynamic', {httpGet: {path: '/'}}, `{'httpGet': dyn({'path': '/'})}`],
    ['what has no value is left out', {a: undefined, b: 1}, `{'b': 1}`],
    ['an empty map', {}, '{}'],
  ];
  for (const [says, value, want] of cases) it(says, () => assert.equal(celValue(value), want));
});
