import {access, mkdir, readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {run} from '../process/command.ts';
import {findProgram} from '../process/find-program.ts';
import type {Builder} from './builder.ts';
import {cachePath} from './cache.ts';
import {cachedFolder} from './cached-folder.ts';

/** A daemon that Debian has in a package of its own name. */
export interface DebianProgram {
  readonly name: string;
  /** where it is in the package, without the slash at the beginning */
  readonly path: string;
}

const TOOLS = ['apt-get', 'dpkg-deb'];

/** Why it cannot be had on this machine, in plain words; undefined if it can. */
export function debianProgramUnavailableReason({name}: DebianProgram): string | undefined {
  if (findProgram(name) !== undefined) return undefined;
  const missing = TOOLS.filter(tool => findProgram(tool) === undefined);
  return missing.length === 0 ? undefined : `there is no ${name} here, and no ${missing.join(', no ')} to get it with`;
}

/**
 * Path of the program: the machine's own, else that of the package, which is unpacked once into the cache. Nothing is
 * installed, since that would start the daemon.
 */
export async function debianProgram({name, path}: DebianProgram, builder: Builder): Promise<string> {
  const installed = findProgram(name);
  if (installed !== undefined) return installed;
  const folder = await cachedFolder(cachePath(`${name}-${await distribution()}`), builder, {
    announcement: `Downloading the package ${name} (some seconds, once on this machine)`,
    make: async unfinished => {
      await unpack(name, unfinished, builder.signal);
      await access(join(unfinished, path));
    },
  });
  return join(folder, path);
}

/** Such as `debian-12`: a program of another one may need other libraries. */
async function distribution(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8');
  const value = (key: string): string => new RegExp(`^${key}="?([\\w.-]+)"?$`, 'm').exec(release)?.[1] ?? 'unknown';
  return `${value('ID')}-${value('VERSION_ID')}`;
}

/** With lists of its own: the machine's may be missing, or name a version that is gone. */
async function unpack(name: string, folder: string, signal: AbortSignal): Promise<void> {
  const apt = join(folder, 'apt');
  const [lists, cache] = [join(apt, 'lists'), join(apt, 'cache')];
  for (const made of [lists, join(cache, 'archives')]) await mkdir(join(made, 'partial'), {recursive: true});
  const settings = [`Dir::State::Lists=${lists}`, `Dir::Cache=${cache}`, 'APT::Sandbox::User=root'];
  const aptGet = async (...args: readonly string[]): Promise<string> =>
    run(['apt-get', ...settings.map(setting => `--option=${setting}`), ...args], {cwd: apt, signal});
  await aptGet('update');
  await aptGet('download', name);
  const archive = (await readdir(apt)).find(file => file.endsWith('.deb')) ?? '';
  await run(['dpkg-deb', '--extract', join(apt, archive), folder], {signal});
  await rm(apt, {recursive: true});
}
