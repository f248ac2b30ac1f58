import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {dirname} from 'node:path/posix';
import {busyboxEntries} from './busybox.ts';
import {platform} from '../programs/platform.ts';
import {tar, type TarEntry} from './tar.ts';

/** A file of an image: what is written in `content`, or what the file `source` of this machine holds. */
export type ImageFile = {readonly path: string; readonly mode?: number} & (
  {readonly content: string | Buffer} | {readonly source: string}
);

export interface Image {
  readonly name: string;
  readonly files?: readonly ImageFile[];
  readonly entrypoint?: readonly string[];
}

/** An image as `docker save` writes it: one layer with busybox, a link for each of its commands, and the given files. */
export function imageTar({name, files = [], entrypoint}: Image): Buffer {
  const added = files.map(fileEntry);
  const layer = tar([...folders(added), ...busyboxEntries(), ...added]);
  const config = Buffer.from(JSON.stringify(imageConfig(layer, entrypoint)));
  const manifest = [{Config: 'config.json', RepoTags: [name], Layers: ['layer.tar']}];
  return tar([
    {type: 'File', path: 'layer.tar', mode: 0o644, content: layer},
    {type: 'File', path: 'config.json', mode: 0o644, content: config},
    {type: 'File', path: 'manifest.json', mode: 0o644, content: Buffer.from(JSON.stringify(manifest))},
  ]);
}

function imageConfig(layer: Buffer, entrypoint: readonly string[] | undefined): object {
  const {arch} = platform();
  return {
    os: 'linux',
    architecture: arch,
    config: {Env: ['PATH=/usr/bin:/bin'], ...(entrypoint && {Entrypoint: entrypoint})},
    rootfs: {type: 'layers', diff_ids: [`sha256:${createHash('sha256').update(layer).digest('hex')}`]},
  };
}

function fileEntry(file: ImageFile): TarEntry {
  const content = 'source' in file ? readFileSync(file.source) : Buffer.from(file.content);
  return {type: 'File', path: file.path.replace(/^\/+/, ''), mode: file.mode ?? 0o755, content};
}

/** Folders that nobody names would be made without the right to look into them. */
function folders(files: readonly TarEntry[]): TarEntry[] {
  const paths = new Set<string>();
  for (const {path} of files) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) paths.add(folder);
  }
  return [...paths].toSorted().map(path => ({type: 'Folder', path, mode: 0o755}));
}
