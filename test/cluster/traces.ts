import {existsSync, readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {networkInterfaces} from 'node:os';
import {basename} from 'node:path';
import type {Cluster} from './cluster.ts';
import {cgroupNames} from './node/cgroup.ts';

/** Where a cluster shows on this machine; looked up while it runs, so that one can ask later what is left of it. */
export interface Traces {
  readonly directory: string;
  /** the number in the name of its network link, which is also in its address */
  readonly link: string | undefined;
  /** its process, mount and network namespaces */
  readonly namespaces: ReadonlySet<string>;
}

export function tracesOf({directory, server}: Pick<Cluster, 'directory' | 'server'>): Traces {
  const own = new Set(namespacesOf('self'));
  const all = processes()
    .filter(pid => belongsTo(pid, directory))
    .flatMap(namespacesOf);
  const number = /198\.18\.(\d+)\./.exec(server)?.[1];
  return {directory, link: number && `outrigger${number}`, namespaces: new Set(all.filter(name => !own.has(name)))};
}

/** What the kernel holds for a cluster: processes, and with them mounts, and its network link. */
export function runningParts({directory, namespaces, link}: Traces): string[] {
  const pids = processes().filter(
    pid => belongsTo(pid, directory) || namespacesOf(pid).some(name => namespaces.has(name)),
  );
  const links = Object.keys(networkInterfaces()).filter(name => name === link);
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter(line => line.includes(directory));
  return [...pids.map(pid => `process ${pid}: ${commandLine(pid)}`), ...links, ...mounts];
}

/** What a cluster has made in file systems: its directory and its cgroups. */
export function storedParts({directory}: Traces): string[] {
  const cgroups = cgroupNames().filter(name => name === basename(directory));
  return existsSync(directory) ? [directory, ...cgroups] : cgroups;
}

const processes = (): string[] => readdirSync('/proc').filter(name => /^\d+$/.test(name));

/** Each server finds the directory in its environment, as its home. */
const belongsTo = (pid: string, directory: string): boolean => read(pid, 'environ').includes(`HOME=${directory}\0`);

const commandLine = (pid: string): string => read(pid, 'cmdline').replaceAll('\0', ' ').slice(0, 200);

/** A process may be gone by the time it is looked at. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function namespacesOf(pid: string): string[] {
  try {
    return ['pid', 'mnt', 'net'].map(kind => readlinkSync(`/proc/${pid}/ns/${kind}`));
  } catch {
    return [];
  }
}
