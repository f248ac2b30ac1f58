import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {isAbsolute, join} from 'node:path';
import type {GoModule} from './modules.ts';
import {platform} from './platform.ts';

/** The folder of a module's sources in this checkout. */
export const sourceFolder = (module: GoModule): string => join(import.meta.dirname, '..', 'modules', module.name);

/** Where the programs built from exactly these sources are kept. */
export function cacheFolder(module: GoModule): string {
  const {os, arch} = platform();
  return cachePath(`${module.name}-${os}-${arch}-${sourceHash(module)}`);
}

/** Outside the checkout, so that the next clone builds nothing. */
export function cachePath(name: string): string {
  return join(cachesFolder(), 'outrigger', 'cluster', name);
}

/** Where this user's programs keep their caches; nothing, or a path that is not absolute, means that none is set (XDG). */
export function cachesFolder({XDG_CACHE_HOME: set = ''} = process.env): string {
  return isAbsolute(set) ? set : join(homedir(), '.cache');
}

function sourceHash(module: GoModule): string {
  const folder = sourceFolder(module);
  const hash = createHash('sha256').update(JSON.stringify(module));
  for (const file of readdirSync(folder).toSorted()) {
    hash.update(`\0${file}\0`).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
