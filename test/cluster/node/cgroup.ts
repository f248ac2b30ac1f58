import {existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync} from 'node:fs';
import {join} from 'node:path';

/** The kubelet wants the root of its pods' cgroups to exist. */
export function makeCgroups(name: string): void {
  for (const hierarchy of hierarchies()) mkdirSync(join(hierarchy, name), {recursive: true});
}

export function removeCgroups(name: string): void {
  const cgroups = hierarchies().map(hierarchy => join(hierarchy, name));
  for (const cgroup of cgroups.filter(path => existsSync(path))) removeTree(cgroup);
}

/** The names of all cgroups at the top. */
export const cgroupNames = (): string[] => hierarchies().flatMap(hierarchy => readdirSync(hierarchy));

/** Where cgroups are to be had: one place with version 2, one for each controller with version 1. */
function hierarchies(): string[] {
  if (process.platform !== 'linux') return [];
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return lines.filter(line => / - cgroup2? /.test(line)).map(line => line.split(' ')[4] ?? '');
}

/** The files in a cgroup cannot be removed; they go with it. */
function removeTree(cgroup: string): void {
  const entries = readdirSync(cgroup, {withFileTypes: true});
  for (const entry of entries) if (entry.isDirectory()) removeTree(join(cgroup, entry.name));
  rmdirSync(cgroup);
}
