import {randomUUID} from 'node:crypto';
import {access, chown, constants, open, readFile, realpath, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {errorMessage, UserError} from '../../runtime/errors.ts';
import type {Problem} from '../input/origin.ts';

/** A file with its text as it was read and as it is to be. */
interface Rewritten {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

interface Written {
  /** The files that have their new text. */
  readonly written: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Gives files their new text: all of it stands beside them first and is then put in their places, so that no file is
 * ever half written, and none is touched where another cannot be. Mode and owner stay; links lead to the same file.
 */
export async function writeFiles(files: readonly Rewritten[], cwd: string): Promise<Written> {
  const staged: Staged[] = [];
  const written: string[] = [];
  let current = '';
  try {
    for (const one of files) {
      current = one.file;
      staged.push(await stage(one, resolve(cwd, one.file)));
    }
    for (const {file, beside, target} of staged) {
      current = file;
      await rename(beside, target);
      written.push(file);
    }
    return {written, problems: []};
  } catch (error) {
    return {written, problems: [{origin: {file: current}, message: sentenceOf(error)}]};
  } finally {
    await Promise.all(staged.slice(written.length).map(async ({beside}) => rm(beside, {force: true})));
  }
}

interface Staged {
  readonly file: string;
  /** The new text, in the folder of the file. */
  readonly beside: string;
  readonly target: string;
}

async function stage({file, before, after}: Rewritten, path: string): Promise<Staged> {
  // What a pipe has given is gone, and what stood in its place would be no pipe any more.
  if (!(await stat(path)).isFile()) throw new UserError(NO_FILE);
  const target = await realpath(path);
  await access(target, constants.W_OK);
  if ((await readFile(target, 'utf8')) !== before) throw new UserError('has been changed meanwhile: start again.');
  const beside = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  const handle = await open(beside, 'wx', 0o600);
  try {
    await handle.writeFile(after);
    const {mode, uid, gid} = await stat(target);
    // Who may not give it to its owner keeps it: the text matters more.
    await chown(beside, uid, gid).catch(() => undefined);
    await handle.chmod(mode & 0o7777);
    await handle.sync();
  } catch (error) {
    await rm(beside, {force: true});
    throw error;
  } finally {
    await handle.close();
  }
  return {file, beside, target};
}

const NO_FILE = 'is no regular file and cannot be rewritten: leave --in-place out.';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'is gone since it was read: start again.',
  EACCES: 'may not be written: check its permissions and those of its folder.',
  EPERM: 'may not be written: check its permissions and those of its folder.',
  EROFS: 'may not be written: its file system is read-only.',
  ENOSPC: 'cannot be written: the disk is full.',
};

function sentenceOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? errorMessage(error);
}
