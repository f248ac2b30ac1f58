import {spawnSync} from 'node:child_process';
import {findProgram} from '../process/find-program.ts';

/** What a node needs from the machine, and the Debian package that brings it. */
const packageOf: Readonly<Record<string, string>> = {
  runc: 'runc',
  busybox: 'busybox-static',
  ip: 'iproute2',
  iptables: 'iptables',
  unshare: 'util-linux',
  nsenter: 'util-linux',
};

/** Why no node can be had on this machine, in plain words; undefined if one can. */
export function nodeUnavailableReason(): string | undefined {
  if (process.platform !== 'linux') return 'a node needs Linux';
  if (process.getuid?.() !== 0) return 'a node needs root: it makes namespaces, network links and cgroups (try sudo)';
  const missing = Object.keys(packageOf).filter(program => findProgram(program) === undefined);
  if (missing.length > 0) return missingPrograms(missing);
  if (!isStatic(findProgram('busybox') ?? ''))
    return 'the busybox here needs shared libraries (apt-get install busybox-static)';
  return namespacesRefused();
}

function missingPrograms(missing: readonly string[]): string {
  const packages = new Set(missing.map(program => packageOf[program] ?? program));
  return `a node needs ${missing.join(', ')} (apt-get install ${[...packages].join(' ')})`;
}

/** Debian's package busybox is linked with the C library, which is not in the images. */
function isStatic(busybox: string): boolean {
  const {stdout} = spawnSync('ldd', [busybox], {encoding: 'utf8'});
  return !stdout.includes('=>');
}

/** A container without --privileged has a root that may not do this. */
function namespacesRefused(): string | undefined {
  const {status, stderr} = spawnSync('unshare', ['--pid', '--fork', '--mount', '--net', 'true'], {encoding: 'utf8'});
  if (status === 0) return undefined;
  return `root may not make namespaces here (a container needs --privileged): ${stderr.trim()}`;
}
