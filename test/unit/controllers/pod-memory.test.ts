import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {join} from 'node:path';
import {promisify} from 'node:util';

const PROGRAM = join(import.meta.dirname, 'pod-memory.ts');
const PODS = 50_000;
const MOST = 60_000_000;

/** What 50,000 pods cost in the operator: store, index and all that is kept of each. In a process of its own. */
describe('the memory that pods cost', function () {
  this.timeout(120_000);

  for (const kind of ['Deployment', 'Job']) {
    it(`is less than 60 MB for 50,000 converted pods of ${kind}s`, async () => {
      const args = ['--expose-gc', '--no-opt', '--no-maglev', PROGRAM, kind, String(PODS)];
      const {stdout} = await promisify(execFile)(process.execPath, args);
      const bytes = Number(stdout);
      assert.ok(bytes > 1_000_000 && bytes < MOST, `${kind}: ${Math.round(bytes / PODS)} bytes a pod`);
    });
  }
});
