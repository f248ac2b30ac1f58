import {existsSync} from 'node:fs';
import {mkdtemp, readdir, readFile, rename, rm, symlink} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {cacheFolder, sourceFolder} from './cache.ts';
import {run} from '../process/command.ts';
import {explainGoFailure} from './go-failure.ts';
import {withLock} from './lock.ts';
import type {GoModule} from './modules.ts';
import {platform} from './platform.ts';

/** Who waits for a build. */
export interface Builder {
  /** hears of each step that takes long */
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The folder with a module's programs; builds them if no one has yet. */
export async function builtModule(module: GoModule, builder: Builder): Promise<string> {
  const folder = cacheFolder(module);
  if (existsSync(folder)) return folder;
  builder.progress(`Building ${module.name} for the test cluster (${module.duration}, once on this machine)`);
  await withLock(`${folder}.lock`, builder.signal, async () => {
    if (!existsSync(folder)) await build(module, folder, builder.signal);
  });
  return folder;
}

/** Builds beside the final place and moves the whole folder there, so that it is complete or absent. */
async function build(module: GoModule, folder: string, signal: AbortSignal): Promise<void> {
  await removeUnfinished(folder);
  const unfinished = await mkdtemp(`${folder}.unfinished-`);
  try {
    await compile(module, unfinished, signal);
    for (const alias of module.aliases ?? []) await symlink(module.name, join(unfinished, alias));
    await rename(unfinished, folder).catch((error: unknown) => {
      // Another process may have been first; what it built is the same.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(unfinished, {recursive: true, force: true});
  }
}

/** What a killed build left behind. */
async function removeUnfinished(folder: string): Promise<void> {
  const parent = dirname(folder);
  const names = (await readdir(parent)).filter(name => name.startsWith(`${basename(folder)}.unfinished-`));
  for (const name of names) await rm(join(parent, name), {recursive: true});
}

async function compile(module: GoModule, output: string, signal: AbortSignal): Promise<void> {
  const flags = ['-trimpath', '-buildvcs=false', '-mod=readonly', '-ldflags', await linkerFlags(module)];
  const tags = module.tags === undefined ? [] : ['-tags', module.tags];
  const target = module.aliases === undefined ? `${output}/` : join(output, module.name);
  await run(['go', 'build', ...flags, ...tags, '-o', target, ...module.packages], {
    cwd: sourceFolder(module),
    signal,
    env: {...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off', GOOS: platform().os, GOARCH: platform().arch},
  }).catch((error: unknown) => {
    throw explainGoFailure(module.name, error as NodeJS.ErrnoException);
  });
}

/** Without these a Kubernetes program calls itself v0.0.0-master. */
async function linkerFlags(module: GoModule): Promise<string> {
  if (module.version === undefined) return '-s -w';
  const requirements = await readFile(join(sourceFolder(module), 'go.mod'), 'utf8');
  const version = requirements.split(`\t${module.version.of} `)[1]?.split('\n')[0] ?? 'v0.0.0';
  const [major = '', minor = ''] = version.slice(1).split('.');
  const variable = `-X ${module.version.in}.git`;
  return `-s -w ${variable}Version=${version} ${variable}Major=${major} ${variable}Minor=${minor}`;
}
