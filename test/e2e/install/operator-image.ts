import {globSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Image, ImageFile} from '../../cluster/images/image-tar.ts';
import {programFiles} from '../../cluster/images/program-files.ts';
import {run} from '../../cluster/process/command.ts';
import {TemporaryFolder} from '../../support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The image that the Dockerfile describes, as far as it can be had without Docker: the bundle, on this very Node. */
export async function operatorImage(name: string): Promise<Image> {
  const files = [
    ...programFiles(process.execPath, '/usr/bin/node'),
    ...(await bundle()),
    {path: '/app/package.json', content: '{"type": "module"}'},
  ];
  return {name, files, entrypoint: entrypoint()};
}

/** Built apart from `dist/`, which somebody else may be building. */
async function bundle(): Promise<readonly ImageFile[]> {
  const folder = new TemporaryFolder();
  try {
    const rolldown = join(ROOT, 'node_modules', '.bin', 'rolldown');
    await run([process.execPath, rolldown, '--config', '--dir', folder.path], {cwd: ROOT});
    const files = globSync('*.js', {cwd: folder.path});
    return files.map(file => ({path: `/app/${file}`, content: readFileSync(join(folder.path, file))}));
  } finally {
    folder.remove();
  }
}

function entrypoint(): readonly string[] {
  const line = /^ENTRYPOINT (\[.*\])$/m.exec(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'))?.[1];
  return JSON.parse(line ?? '[]') as readonly string[];
}
