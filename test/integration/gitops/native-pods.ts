import assert from 'node:assert/strict';
import {objectAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {podSpecKeys} from '../../../src/domain/workload.ts';
import {eventually} from '../../support/eventually.ts';
import type {Target} from './git.ts';
import type {GitopsScene} from './gitops-scene.ts';
import type {StoredWorkload} from './stored-workload.ts';
import {placesOf} from './verdict.ts';

/** Has a pod of the workload made, by its controller where that needs no node, and sees to it that its sidecar is native. */
export async function nativePods(scene: GitopsScene, target: Target, stored: StoredWorkload): Promise<void> {
  const made =
    target.kind === 'DaemonSet' ? await ofDaemonSet(scene, target, stored) : await running(scene, target, stored);
  assert.equal(placesOf(made), 'app | log*');
}

/** No node takes it: the API server is asked what it would store for the controller. */
async function ofDaemonSet({lab}: GitopsScene, target: Target, stored: StoredWorkload): Promise<JsonObject> {
  const {object} = await stored.look();
  const template = objectAt(object, ...podSpecKeys('DaemonSet').slice(0, -1));
  const owner = {apiVersion: 'apps/v1', kind: 'DaemonSet', name: target.name, uid: valueAt(object, 'metadata', 'uid')};
  const metadata = {
    ...objectAt(template, 'metadata'),
    name: target.name,
    ownerReferences: [{...owner, controller: true}],
  };
  const pod = {apiVersion: 'v1', kind: 'Pod', metadata, spec: template['spec']};
  const path = `/api/v1/namespaces/${target.namespace}/pods`;
  return objectAt(await lab.admin.rest.create(path, pod, {dryRun: true}), 'spec');
}

async function running({cluster}: GitopsScene, target: Target, stored: StoredWorkload): Promise<JsonObject> {
  const {kind, name, namespace} = target;
  const at = `--namespace=${namespace}`;
  if (kind === 'CronJob') await cluster.kubectl(['create', 'job', name, `--from=cronjob/${name}`, at]);
  const scales = kind === 'Deployment' || kind === 'StatefulSet';
  const scale = async (replicas: number): Promise<void> => {
    if (scales) await cluster.kubectl(['scale', `${kind.toLowerCase()}/${name}`, at, `--replicas=${replicas}`]);
  };
  await scale(1);
  const [pod] = await eventually('it has a pod', async () => {
    const pods = await stored.pods();
    return pods.length > 0 && pods;
  });
  await scale(0);
  return pod ?? assert.fail();
}
