import assert from 'node:assert/strict';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {cachesFolder} from '../../cluster/programs/cache.ts';

describe('The folder for caches', () => {
  const usual = join(homedir(), '.cache');
  const cases: readonly [string, NodeJS.ProcessEnv, string][] = [
    ['is the one that is set', {XDG_CACHE_HOME: '/var/cache/me'}, '/var/cache/me'],
    ['is in the home directory where none is set', {}, usual],
    ['is in the home directory where nothing is set', {XDG_CACHE_HOME: ''}, usual],
    ['is never looked for in the working directory', {XDG_CACHE_HOME: 'cache'}, usual],
  ];
  for (const [name, environment, folder] of cases) {
    it(name, () => assert.equal(cachesFolder(environment), folder));
  }
});
