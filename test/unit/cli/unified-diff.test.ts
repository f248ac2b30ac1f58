import assert from 'node:assert/strict';
import {inColour, withoutColour} from '../../../src/cli/output/paint.ts';
import {unifiedDiff} from '../../../src/cli/output/unified-diff.ts';

describe('unifiedDiff', () => {
  it('shows changed lines with three around them, as diff -u does', () => {
    const diff = unifiedDiff('1\n2\n3\n4\n5\n', '1\n2\n3\n4\nfive\n', {name: 'a.yaml', paint: withoutColour});
    assert.equal(diff, '--- a.yaml\n+++ a.yaml\n@@ -2,4 +2,4 @@\n 2\n 3\n 4\n-5\n+five\n');
  });

  it('says where the last newline is missing', () => {
    assert.match(unifiedDiff('a', 'b\n', {name: 'x', paint: withoutColour}), /-a\n\\ No newline at end of file\n\+b\n/);
  });

  it('is empty for equal texts', () => {
    assert.equal(unifiedDiff('a\n', 'a\n', {name: 'x', paint: inColour}), '');
  });

  it('colours lines where it is told to, and also what begins like a header', () => {
    const diff = unifiedDiff('-- a\n', '++ b\n', {name: 'x', paint: inColour}).split('\n');
    assert.deepEqual(diff.slice(0, 5), [
      '\u001B[1m--- x\u001B[22m',
      '\u001B[1m+++ x\u001B[22m',
      '\u001B[36m@@ -1,1 +1,1 @@\u001B[39m',
      '\u001B[31m--- a\u001B[39m',
      '\u001B[32m+++ b\u001B[39m',
    ]);
  });
});
