import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import {goModules, type GoModule} from '../../cluster/programs/modules.ts';
import {Helm} from '../helm/helm.ts';
import type {Deployer, Engine} from './engine.ts';
import type {Target} from './git.ts';

interface Version {
  readonly title: string;
  readonly module: GoModule;
  readonly side: 'client' | 'server';
  readonly flags: readonly string[];
}

const VERSIONS: readonly Version[] = [
  {title: 'Helm 3', module: goModules.helm3, side: 'client', flags: []},
  // Somebody who has edited fields by hand owns them.
  {title: 'Helm 4', module: goModules.helm4, side: 'server', flags: ['--force-conflicts']},
  {title: 'Helm 4 --server-side=false', module: goModules.helm4, side: 'client', flags: ['--server-side=false']},
];

/** The real Helms, each with the folder of its charts; `close` removes what they have left. */
export async function helmEngines(
  cluster: Cluster,
  folder: string,
): Promise<{readonly engines: readonly Engine[]; readonly close: () => void}> {
  const helms: Helm[] = [];
  const engines: Engine[] = [];
  for (const {title, module, side, flags} of VERSIONS) {
    const helm = await Helm.of(module, cluster);
    helms.push(helm);
    engines.push({title, side, open: (_, target) => release(helm, join(folder, target.name), {target, flags})});
  }
  return {engines, close: () => helms.forEach(helm => helm.remove())};
}

/** A chart that has the workload and nothing else. */
function release(
  helm: Helm,
  chart: string,
  {target: {name, namespace}, flags}: {readonly target: Target; readonly flags: readonly string[]},
): Deployer {
  // Of its revisions, which Helm counts from 1.
  const manifests: string[] = [];
  mkdirSync(join(chart, 'templates'), {recursive: true});
  writeFileSync(join(chart, 'Chart.yaml'), JSON.stringify({apiVersion: 'v2', name, version: '1.0.0'}));
  const helmDoes = async (...args: readonly string[]): Promise<void> => {
    await helm.run(...args, `--namespace=${namespace}`);
  };
  return {
    deploy: async (manifest: JsonObject) => {
      const text = JSON.stringify(manifest);
      writeFileSync(join(chart, 'templates', 'workload.yaml'), text);
      await helmDoes(manifests.length === 0 ? 'install' : 'upgrade', name, chart, ...flags);
      manifests.push(text);
    },
    diff: undefined,
    back: async () => {
      const before = manifests.findLastIndex(text => text !== manifests.at(-1));
      await helmDoes('rollback', name, String(before + 1));
      manifests.push(...manifests.slice(before, before + 1));
    },
    remove: async () => helmDoes('uninstall', name),
  };
}
