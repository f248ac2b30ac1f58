import assert from 'node:assert/strict';
import {celPattern, celString} from '../../../../src/admission/cel/text.ts';

describe('celString', () => {
  const cases: readonly [says: string, text: string, want: string][] = [
    ['plain text stands in single quotes', 'log', `'log'`],
    ['no text is an empty literal', '', `''`],
    ['a quote does not end the literal', `it's`, String.raw`'it\'s'`],
    ['double quotes need no escape', '"a"', `'"a"'`],
    ['a backslash stays one', String.raw`\d`, String.raw`'\\d'`],
    ['a line break is an escape', 'a\nb', String.raw`'a\u000ab'`],
    ['a control character is an escape', '\u001b', String.raw`'\u001b'`],
    ['what changes the direction of reading is an escape', '\u202e', String.raw`'\u202e'`],
    ['an invisible character outside the basic plane is a long escape', '\u{e0001}', String.raw`'\U000e0001'`],
    ['other scripts and emoji stay readable', 'é 日 😀', `'é 日 😀'`],
    ['half a character becomes the replacement character', 'a\ud800b', `'a\ufffdb'`],
  ];
  for (const [says, text, want] of cases) it(says, () => assert.equal(celString(text), want));
});

describe('celPattern', () => {
  const cases: readonly [says: string, source: string, want: string][] = [
    ['keeps the backslashes of an expression as they are', String.raw`^log\-.*$`, String.raw`r'^log\-.*$'`],
    ['is an escaped literal where the expression has a quote', String.raw`'\d`, String.raw`'\'\\d'`],
    ['is an escaped literal where the expression has a line break', 'a\nb', String.raw`'a\u000ab'`],
  ];
  for (const [says, source, want] of cases) it(says, () => assert.equal(celPattern(source), want));
});
