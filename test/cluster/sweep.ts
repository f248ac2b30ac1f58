import {readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {cgroupNames, removeCgroups} from './node/cgroup.ts';
import {isRunning} from './process/process-id.ts';

/**
 * Removes what clusters and tests left behind whose process was killed: directories and cgroups named after that process.
 * The kernel has already removed the rest. What belongs to a running process is never touched.
 */
export function sweep(): void {
  const names = [...readdirSync(tmpdir()), ...cgroupNames()];
  for (const name of new Set(names.filter(isAbandoned))) remove(name);
}

function remove(name: string): void {
  try {
    removeCgroups(name);
    rmSync(join(tmpdir(), name), {recursive: true, force: true});
  } catch {
    // Another user's, or its last processes are just ending: a later start tries again.
  }
}

function isAbandoned(name: string): boolean {
  const owner = /^outrigger-(?:cluster|test)-(\d+)-\w+$/.exec(name)?.[1];
  return owner !== undefined && !isRunning(Number(owner));
}
