import type {JsonObject} from '../../../src/domain/json.ts';
import {podSpecKeys} from '../../../src/domain/workload.ts';
import {apiVersionOf, RESOURCES} from '../../../src/kube/resources.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import type {Deployer} from './engine.ts';
import type {Target} from './git.ts';
import {deployerOf, SERVER_SIDE} from './kubectl-deployer.ts';

const TUNER = ['apply', '--server-side', '--force-conflicts', '--field-manager=tuner', '--filename=-'];
const TUNED = '30m';

/** After each apply somebody else applies a setting of the sidecar. */
export function twoManagers(cluster: Cluster, target: Target): Deployer {
  const deployer = deployerOf(cluster, target, () => SERVER_SIDE);
  return {
    ...deployer,
    deploy: async manifest => {
      const isThere = JSON.stringify(manifest).includes('"name":"log"');
      const setting = JSON.stringify(settingOf(target, isThere));
      if (!isThere) await cluster.kubectl(TUNER, setting);
      await deployer.deploy(manifest);
      if (isThere) await cluster.kubectl(TUNER, setting);
    },
  };
}

/** How much CPU the sidecar asks for, or nothing. */
function settingOf({kind, name, namespace}: Target, isThere: boolean): JsonObject {
  const spec = {containers: [{name: 'log', resources: {requests: {cpu: TUNED}}}]};
  const keys = podSpecKeys(kind);
  const object = isThere ? keys.reduceRight<JsonObject>((inner, key) => ({[key]: inner}), spec) : {};
  return {apiVersion: apiVersionOf(RESOURCES[kind]), kind, metadata: {name, namespace}, ...object};
}
