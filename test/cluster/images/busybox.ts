import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {findProgram} from '../process/find-program.ts';
import type {TarEntry} from './tar.ts';

let entries: readonly TarEntry[] | undefined;

/** What every image holds: busybox, which needs no library, under the names of all its commands, and a few folders. */
export function busyboxEntries(): readonly TarEntry[] {
  entries ??= makeEntries(findProgram('busybox') ?? '/bin/busybox');
  return entries;
}

function makeEntries(busybox: string): TarEntry[] {
  const commands = execFileSync(busybox, ['--list'], {encoding: 'utf8'}).trim().split('\n');
  const links = commands.filter(command => command !== 'busybox');
  return [
    {type: 'Folder', path: 'bin', mode: 0o755},
    {type: 'Folder', path: 'etc', mode: 0o755},
    {type: 'Folder', path: 'tmp', mode: 0o1777},
    {type: 'File', path: 'bin/busybox', mode: 0o755, content: readFileSync(busybox)},
    {type: 'File', path: 'etc/passwd', mode: 0o644, content: Buffer.from(users)},
    ...links.map(command => ({type: 'Link' as const, path: `bin/${command}`, target: 'busybox'})),
  ];
}

const users = 'root:x:0:0:root:/:/bin/sh\nnonroot:x:65532:65532:nonroot:/tmp:/bin/sh\n';
