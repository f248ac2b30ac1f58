import {existsSync} from 'node:fs';
import {cp, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {removeCgroups} from './node/cgroup.ts';
import {until} from './process/wait.ts';

/**
 * Makes the directory of a new cluster, for its owner's eyes only. The cluster's cgroups bear the same name; it tells
 * the process that started the cluster, so that a later one can sweep up after it.
 */
export function makeStateDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), `outrigger-cluster-${String(process.pid)}-`));
}

/** Removes a cluster's directory and cgroups; the logs are kept in OUTRIGGER_CLUSTER_LOGS, if that is set. */
export async function removeStateDirectory(directory: string): Promise<void> {
  // The kernel lets go of a cgroup a moment after its last process.
  await until(`the removal of the cgroups of ${directory}`, () => removed(basename(directory)), {seconds: 10});
  await keepLogs(directory, process.env['OUTRIGGER_CLUSTER_LOGS'] ?? '');
  await rm(directory, {recursive: true, force: true});
}

async function keepLogs(directory: string, folder: string): Promise<void> {
  if (folder === '' || !existsSync(directory)) return;
  const isLog = (path: string): boolean => path === directory || path.endsWith('.log');
  await cp(directory, join(folder, basename(directory)), {recursive: true, filter: isLog});
}

function removed(name: string): Promise<true> {
  removeCgroups(name);
  return Promise.resolve(true);
}
