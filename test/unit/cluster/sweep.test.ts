import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {sweep} from '../../cluster/sweep.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

const MODULE = JSON.stringify(join(import.meta.dirname, '..', '..', 'support', 'temporary-folder.ts'));
const SCRIPT = `
  const {TemporaryFolder} = await import(${MODULE});
  console.log(new TemporaryFolder().path);
  setInterval(() => undefined, 1000);
`;

describe('what an interrupted run has left', () => {
  it('is removed by the next one, once the process is gone that would have done it', async () => {
    const mine = new TemporaryFolder();
    const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const its = line.toString().trim();
      sweep();
      assert.deepEqual([existsSync(mine.path), existsSync(its)], [true, true]);
      child.kill('SIGKILL');
      await once(child, 'exit');
      sweep();
      assert.deepEqual([existsSync(mine.path), existsSync(its)], [true, false]);
    } finally {
      child.kill('SIGKILL');
      mine.remove();
    }
  });
});
