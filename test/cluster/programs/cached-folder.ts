import {existsSync} from 'node:fs';
import {mkdtemp, readdir, rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import type {Builder} from './builder.ts';
import {withLock} from './lock.ts';

export interface Making {
  /** what takes long, for whoever waits */
  readonly announcement: string;
  /** fills an empty folder beside the final place */
  readonly make: (unfinished: string) => Promise<void>;
}

/**
 * A folder that is made once on a machine. It is made beside its final place and moved there as a whole, so that it is
 * complete or absent.
 */
export async function cachedFolder(folder: string, builder: Builder, {announcement, make}: Making): Promise<string> {
  if (existsSync(folder)) return folder;
  builder.progress(announcement);
  await withLock(`${folder}.lock`, builder.signal, async () => {
    if (!existsSync(folder)) await makeBeside(folder, make);
  });
  return folder;
}

async function makeBeside(folder: string, make: Making['make']): Promise<void> {
  await removeUnfinished(folder);
  const unfinished = await mkdtemp(`${folder}.unfinished-`);
  try {
    await make(unfinished);
    await rename(unfinished, folder).catch((error: unknown) => {
      // Another process may have been first; what it made is the same.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(unfinished, {recursive: true, force: true});
  }
}

/** What a killed process left behind. */
async function removeUnfinished(folder: string): Promise<void> {
  const parent = dirname(folder);
  const names = (await readdir(parent)).filter(name => name.startsWith(`${basename(folder)}.unfinished-`));
  for (const name of names) await rm(join(parent, name), {recursive: true});
}
