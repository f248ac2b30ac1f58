import {link, mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {isRunning} from '../process/process-id.ts';
import {until} from '../process/wait.ts';

/**
 * Runs `work` while this process alone holds the lock file. It only saves work: whoever builds moves the result
 * into place in one step, so two that got in at once would do no harm.
 */
export async function withLock<T>(file: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), {recursive: true});
  await until(`the lock ${file}`, () => take(file), {seconds: 3600, pause: 500, signal});
  try {
    return await work();
  } finally {
    await rm(file, {force: true});
  }
}

/** A link appears with its content, so the owner of a lock can always be read. */
async function take(file: string): Promise<true | undefined> {
  const own = `${file}.${String(process.pid)}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, file);
    return true;
  } catch {
    await dropIfAbandoned(file);
    return undefined;
  } finally {
    await rm(own, {force: true});
  }
}

async function dropIfAbandoned(file: string): Promise<void> {
  const owner = Number(await readFile(file, 'utf8').catch(() => ''));
  if (owner > 0 && !isRunning(owner)) await rm(file, {force: true});
}
