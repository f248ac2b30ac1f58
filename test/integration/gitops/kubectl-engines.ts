import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import type {Deployer, Engine} from './engine.ts';
import type {Target} from './git.ts';
import {deployerOf, SERVER_SIDE, type Arguments} from './kubectl-deployer.ts';
import {PRUNING_ENGINES} from './pruning-engines.ts';
import {twoManagers} from './two-managers.ts';

/** @param folder for files that a tool reads */
export function kubectlEngines(folder: string): readonly Engine[] {
  return [
    kubectl('kubectl apply', 'client', () => ['apply']),
    kubectl('kubectl apply --server-side', 'server', () => SERVER_SIDE),
    kubectl('kubectl replace', 'put', (_, turn) => [turn === 0 ? 'create' : 'replace']),
    {title: 'kubectl apply --kustomize', side: 'client', open: (...at) => kustomize(folder, ...at)},
    ...PRUNING_ENGINES,
    {title: 'server-side apply by two managers', side: 'server', open: twoManagers},
  ];
}

function kubectl(title: string, side: Engine['side'], args: Arguments): Engine {
  return {title, side, open: (cluster, target) => deployerOf(cluster, target, args)};
}

function kustomize(folder: string, cluster: Cluster, target: Target): Deployer {
  const path = join(folder, target.name);
  mkdirSync(path);
  const write = (name: string, content: JsonObject): void => {
    writeFileSync(join(path, name), JSON.stringify(content));
  };
  write('kustomization.yaml', {resources: ['workload.yaml'], namespace: target.namespace});
  const kubectl = async (verb: string, manifest: JsonObject): Promise<string> => {
    write('workload.yaml', manifest);
    return cluster.kubectl([verb, '--kustomize', path]);
  };
  return {
    ...deployerOf(cluster, target, () => ['apply']),
    deploy: async manifest => void (await kubectl('apply', manifest)),
    diff: async manifest => kubectl('diff', manifest),
  };
}
