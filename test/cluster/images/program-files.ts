import {execFileSync} from 'node:child_process';
import type {ImageFile} from './image-tar.ts';

/**
 * The files of an image that are needed to run a program of this machine: itself at `path`, and its shared libraries.
 * @throws Error naming a library that this machine lacks
 */
export function programFiles(program: string, path: string): ImageFile[] {
  const needed = execFileSync('ldd', [program], {encoding: 'utf8'});
  const missing = [...needed.matchAll(/(\S+) => not found/g)].map(([, library = '']) => library);
  if (missing.length > 0) throw new Error(`${program} needs ${missing.join(', ')}: install what brings it`);
  const files = [...needed.matchAll(/(\/\S+) \(0x/g)].map(([, library = '']) => ({path: library, source: library}));
  return [...files, {path, source: program}];
}
