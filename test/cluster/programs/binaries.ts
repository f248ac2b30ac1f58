import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {builtModule} from './build-module.ts';
import type {Builder} from './builder.ts';
import {goModules} from './modules.ts';

/** A program and the first of its arguments. */
export type Program = readonly [string, ...string[]];

export interface ControlPlaneBinaries {
  readonly etcd: Program;
  readonly apiServer: Program;
  readonly controllerManager: Program;
  /** undefined: there is none of this version, and pods are not bound to nodes */
  readonly scheduler: Program | undefined;
  readonly kubectl: Program;
}

export interface NodeBinaries {
  readonly kubelet: Program;
  /** containerd, its shim and ctr */
  readonly containerdFolder: string;
  readonly cniFolder: string;
  readonly cloudSqlProxy: string | undefined;
}

/** Minor versions of which a control plane can be had. */
export type KubernetesVersion = '1.36' | keyof typeof OLDER;

const OLDER = {'1.34': goModules.kubernetes134, '1.30': goModules.kubernetes130} as const;

/** The control plane's programs: those in KUBEBUILDER_ASSETS where it has them, our own builds for the rest. */
export async function controlPlaneBinaries(
  builder: Builder,
  version: KubernetesVersion = '1.36',
): Promise<ControlPlaneBinaries> {
  const newest = await newestBinaries(builder);
  if (version === '1.36') return newest;
  const older = await builtModule(OLDER[version], builder);
  const tied = join(await builtModule(goModules.kubernetes, builder), 'tied');
  return {
    ...newest,
    apiServer: [tied, join(older, 'kube-apiserver')],
    controllerManager: [tied, join(older, 'kube-controller-manager')],
    scheduler: undefined,
  };
}

async function newestBinaries(builder: Builder): Promise<ControlPlaneBinaries> {
  const built = await builtModule(goModules.kubernetes, builder);
  const assets = process.env['KUBEBUILDER_ASSETS'] ?? '';
  checkAssets(assets);
  const server = (name: string): Program => {
    const asset = join(assets, name);
    // Only our own build ends with the process that started it; another one is tied to it by ours.
    return assets !== '' && existsSync(asset) ? [join(built, 'tied'), asset] : [join(built, name)];
  };
  return {
    etcd: server('etcd'),
    apiServer: server('kube-apiserver'),
    controllerManager: server('kube-controller-manager'),
    scheduler: server('kube-scheduler'),
    kubectl: [join(assets === '' ? built : assets, 'kubectl')],
  };
}

export async function nodeBinaries(builder: Builder, withProxy: boolean): Promise<NodeBinaries> {
  const proxyFolder = withProxy ? await builtModule(goModules.cloudSqlProxy, builder) : undefined;
  return {
    kubelet: [join(await builtModule(goModules.kubernetes, builder), 'kubelet')],
    containerdFolder: await builtModule(goModules.containerd, builder),
    cniFolder: await builtModule(goModules.cni, builder),
    cloudSqlProxy: proxyFolder && join(proxyFolder, 'cloud-sql-proxy'),
  };
}

function checkAssets(folder: string): void {
  if (folder === '') return;
  const missing = ['etcd', 'kube-apiserver', 'kubectl'].filter(name => !existsSync(join(folder, name)));
  if (missing.length === 0) return;
  throw new Error(
    `KUBEBUILDER_ASSETS is ${folder}, and there is no ${missing.join(', no ')} in it. ` +
      'Set it to a folder that has them (setup-envtest makes one), or unset it and they are built from source.',
  );
}
