import type {Cluster} from '../../cluster/cluster.ts';
import {run} from '../../cluster/process/command.ts';
import {controlPlaneBinaries} from '../../cluster/programs/binaries.ts';
import {objectAt, type JsonObject} from '../../../src/domain/json.ts';
import {apiVersionOf, RESOURCES} from '../../../src/kube/resources.ts';
import {TEST_BUILDER} from '../../support/test-builder.ts';
import type {Deployer, Engine} from './engine.ts';
import type {Target} from './git.ts';
import {atTarget, deployerOf, diff, SERVER_SIDE, type KubectlOf} from './kubectl-deployer.ts';

const SET_LABEL = 'applyset.kubernetes.io/part-of';

export const PRUNING_ENGINES: readonly Engine[] = [
  {title: 'kubectl apply --prune', side: 'client', open: prune},
  {title: 'kubectl apply --prune --applyset', side: 'server', open: applySet},
];

/** What is no longer among the manifests, and has the label, is deleted. */
function prune(cluster: Cluster, target: Target): Deployer {
  const {kind, name} = target;
  const types = [`${apiVersionOf(RESOURCES[kind])}/${kind}`, 'core/v1/ConfigMap'];
  const allowed = types.map(type => `--prune-allowlist=${type}`);
  return pruningDeployer(cluster, target, ['apply', '--prune', `--selector=name=${name}`, ...allowed]);
}

/** What is no longer among the manifests, and belongs to the set, is deleted; the set is a ConfigMap. */
function applySet(cluster: Cluster, target: Target): Deployer {
  const env = {
    PATH: process.env['PATH'],
    HOME: cluster.directory,
    KUBECONFIG: cluster.kubeconfig,
    KUBECTL_APPLYSET: 'true',
  };
  const kubectl: Cluster['kubectl'] = async (args, input = '') => {
    const {kubectl: program} = await controlPlaneBinaries(TEST_BUILDER);
    return run([...program, ...args], {env, input});
  };
  const set = [`--applyset=configmaps/${target.name}-set`, `--namespace=${target.namespace}`];
  return {
    ...pruningDeployer({kubectl}, target, [...SERVER_SIDE, '--prune', ...set]),
    diff: async manifest => diff(cluster, SERVER_SIDE, await inSet(cluster, target, manifest)),
  };
}

/** `kubectl diff` does not know of apply sets: it would tell that the set's label goes. */
async function inSet(cluster: KubectlOf, target: Target, manifest: JsonObject): Promise<JsonObject> {
  const label = `jsonpath={.metadata.labels.${SET_LABEL.replaceAll('.', '\\.')}}`;
  const set = await cluster.kubectl(['get', ...atTarget(target), `--output=${label}`]);
  const metadata = objectAt(manifest, 'metadata');
  return {...manifest, metadata: {...metadata, labels: {...objectAt(metadata, 'labels'), [SET_LABEL]: set}}};
}

/** The workload is removed by applying something else. */
function pruningDeployer(cluster: KubectlOf, target: Target, args: readonly string[]): Deployer {
  const {name, namespace} = target;
  const other = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name, namespace, labels: {name}}};
  return {
    ...deployerOf(cluster, target, () => args),
    remove: async () => {
      await cluster.kubectl([...args, '--filename=-'], JSON.stringify(other));
    },
  };
}
