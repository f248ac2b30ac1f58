import {readFile, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {run} from '../process/command.ts';
import type {Builder} from './builder.ts';
import {cacheFolder, sourceFolder} from './cache.ts';
import {cachedFolder} from './cached-folder.ts';
import {explainGoFailure} from './go-failure.ts';
import type {GoModule} from './modules.ts';
import {platform} from './platform.ts';

/** The folder with a module's programs; builds them if no one has yet. */
export async function builtModule(module: GoModule, builder: Builder): Promise<string> {
  return cachedFolder(cacheFolder(module), builder, {
    announcement: `Building ${module.name} for the test cluster (${module.duration}, once on this machine)`,
    make: async unfinished => {
      await compile(module, unfinished, builder.signal);
      for (const alias of module.aliases ?? []) await symlink(module.name, join(unfinished, alias));
    },
  });
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
  // A tool's module has a comment behind its version.
  const version = requirements.split(`\t${module.version.of} `)[1]?.split(/\s/)[0] ?? 'v0.0.0';
  const [major = '', minor = ''] = version.slice(1).split('.');
  const variable = `-X ${module.version.in}.git`;
  return `-s -w ${variable}Version=${version} ${variable}Major=${major} ${variable}Minor=${minor}`;
}
