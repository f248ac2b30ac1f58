import {isUtf8} from 'node:buffer';
import type {Dirent} from 'node:fs';
import {readdir, readFile, stat} from 'node:fs/promises';
import {isAbsolute, join} from 'node:path';
import type {Io} from '../io.ts';
import type {Problem} from './origin.ts';
import type {TextFile} from './text-file.ts';

const STDIN = 'standard input';
const EXTENSION = /\.(ya?ml|json)$/i;

export interface Texts {
  readonly files: readonly TextFile[];
  readonly problems: readonly Problem[];
}

/** Reads files, folders and standard input (`-`), in the order in which they were given; each file once. */
export async function readFiles(paths: readonly string[], io: Pick<Io, 'stdin' | 'cwd'>): Promise<Texts> {
  const files = new Map<string, TextFile>();
  const problems: Problem[] = [];
  for (const path of new Set(paths)) {
    for (const read of path === '-' ? [await readStdin(io)] : await readPath(path, io.cwd)) {
      if ('message' in read) problems.push(read);
      else if (!files.has(read.file)) files.set(read.file, read);
    }
  }
  return {files: [...files.values()], problems};
}

type Read = TextFile | Problem;

async function readStdin({stdin}: Pick<Io, 'stdin'>): Promise<Read> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
    return decoded(Buffer.concat(chunks), {file: STDIN, named: true});
  } catch (error) {
    return unreadable(STDIN, error);
  }
}

/** A process may have a thousand files open, and not many more. */
const AT_ONCE = 64;

async function readPath(path: string, cwd: string): Promise<readonly Read[]> {
  const full = isAbsolute(path) ? path : join(cwd, path);
  try {
    if (!(await stat(full)).isDirectory()) return [await readOne(full, path, true)];
    const names = await namesIn({full, path});
    const read: Read[] = [];
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const some = names.slice(at, at + AT_ONCE);
      const readBelow = async (name: string): Promise<Read> => readOne(join(full, name), join(path, name), false);
      read.push(...(await Promise.all(some.map(async one => (typeof one === 'string' ? readBelow(one) : one)))));
    }
    return read;
  } catch (error) {
    return [unreadable(path, error)];
  }
}

interface Folder {
  readonly full: string;
  /** As the user wrote it. */
  readonly path: string;
}

/**
 * Manifests of a folder and below it, in the order of their names; what starts with a dot is not looked at. A folder that
 * cannot be read is a problem in its place.
 */
async function namesIn(folder: Folder, below = ''): Promise<readonly (string | Problem)[]> {
  const found: (string | Problem)[] = [];
  try {
    for (const entry of await visibleIn(join(folder.full, below))) {
      const name = join(below, entry.name);
      if (entry.isDirectory()) found.push(...(await namesIn(folder, name)));
      else if (EXTENSION.test(entry.name) && (await isFile(entry, join(folder.full, name)))) found.push(name);
    }
    return found;
  } catch (error) {
    return [unreadable(join(folder.path, below), error)];
  }
}

async function visibleIn(folder: string): Promise<readonly Dirent[]> {
  const entries = await readdir(folder, {withFileTypes: true});
  return entries
    .filter(({name}) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Links to folders are not followed: they may lead back. */
async function isFile(entry: {isFile(): boolean; isSymbolicLink(): boolean}, full: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  // One that leads nowhere is reported when it is read.
  return stat(full).then(
    found => found.isFile(),
    () => true,
  );
}

async function readOne(full: string, file: string, named: boolean): Promise<Read> {
  try {
    return decoded(await readFile(full), {file, named});
  } catch (error) {
    return unreadable(file, error);
  }
}

/** Whatever else it is would not come back byte for byte. */
function decoded(bytes: Buffer, {file, named}: Omit<TextFile, 'text'>): Read {
  if (!isUtf8(bytes)) return {origin: {file}, message: 'is not UTF-8 text: save it in that encoding.'};
  return {file, text: bytes.toString('utf8'), named};
}

const TOO_LARGE = 'is larger than can be read at once: split it';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there: check the path',
  EACCES: 'may not be read: check its permissions',
  EPERM: 'may not be read: check its permissions',
  EISDIR: 'is a folder',
  ENOTDIR: 'is not there: a part of its path is a file',
  ELOOP: 'is a link that leads back to itself',
  ENAMETOOLONG: 'is not there: its name is longer than any can be',
  ERR_FS_FILE_TOO_LARGE: TOO_LARGE,
  ERR_STRING_TOO_LONG: TOO_LARGE,
};

function unreadable(file: string, error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return {origin: {file}, message: `${REASONS[code] ?? `cannot be read (${code === '' ? String(error) : code})`}.`};
}
