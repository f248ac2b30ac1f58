import {execFileSync} from 'node:child_process';
import type {ImageFile} from './image-tar.ts';

/** The files of an image that are needed to run a program of this machine: itself at `path`, and its shared libraries. */
export function programFiles(program: string, path: string): ImageFile[] {
  const libraries = execFileSync('ldd', [program], {encoding: 'utf8'}).matchAll(/(\/\S+) \(0x/g);
  const files = [...libraries].map(([, library = '']) => ({path: library, source: library}));
  return [...files, {path, source: program}];
}
