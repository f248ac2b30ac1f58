import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {cleanedScript} from './stage.ts';

const CALL = 'curl -X POST http://localhost:9091/quitquitquit';
const WAIT = 'until nc -z localhost 5432; do sleep 1; done';

/** Runs a script in which the main ends with a code of its own and every request fails, as one to nobody does. */
function codeOf(script: string, main: number): number | null {
  const stubs = `migrate() { return ${main}; }\ncurl() { return 7; }\nwget() { return 4; }\nnc() { return 0; }\n`;
  return spawnSync('/bin/sh', ['-c', stubs + script], {env: {PATH: '/usr/bin:/bin'}}).status;
}

describe('the exit code of a script without its workarounds is that of the main', () => {
  for (const script of [
    `migrate; ${CALL}`,
    `migrate\n${CALL}\n`,
    `migrate && ${CALL}`,
    `migrate; x=$?; ${CALL} && exit $x`,
    `migrate; x=$?; ${CALL} || true; exit $x`,
    `migrate; x=$?\n${CALL}\nexit $x`,
    `trap '${CALL}' EXIT; migrate`,
    `${WAIT}\nmigrate\n${CALL} || true\n`,
    `set -e; ${WAIT} && migrate; ${CALL}`,
    `set -e\nmigrate\n${CALL}\ntrue\n`,
    `if migrate; then ${CALL}; true; else ${CALL}; exit 3; fi`,
  ]) {
    it(script.split('\n').join(' ⏎ '), () => {
      const after = String(cleanedScript({script}));
      assert.doesNotMatch(after, /curl|nc -z/);
      assert.deepEqual([codeOf(after, 0), codeOf(after, 3)], [0, 3]);
    });
  }
});
