import assert from 'node:assert/strict';
import {objectAt, stringMapAt, valueAt, type JsonObject} from '../../../src/domain/json.ts';
import {podSpecKeys} from '../../../src/domain/workload.ts';
import {collectionPath, RESOURCES} from '../../../src/kube/resources.ts';
import {eventually} from '../../support/eventually.ts';
import type {Admin} from '../../support/kube-client.ts';
import type {Kind, Target} from './git.ts';
import type {GitopsScene} from './gitops-scene.ts';
import type {StoredWorkload} from './stored-workload.ts';
import {atTarget} from './kubectl-deployer.ts';

/** Its controller, where that needs no node, makes a pod of the workload; answers its spec. */
export async function createdPod(
  {cluster}: GitopsScene,
  target: Target,
  stored: StoredWorkload,
): Promise<JsonObject | undefined> {
  const {kind, name, namespace} = target;
  if (kind === 'DaemonSet') return undefined;
  if (kind === 'CronJob') {
    await cluster.kubectl(['create', 'job', name, `--from=cronjob/${name}`, `--namespace=${namespace}`]);
  }
  const scales = kind === 'Deployment' || kind === 'StatefulSet';
  const scale = async (replicas: number): Promise<void> => {
    if (scales) await cluster.kubectl(['scale', ...atTarget(target), `--replicas=${replicas}`]);
  };
  await scale(1);
  const [pod] = await eventually('it has a pod', async () => {
    const pods = await stored.pods();
    return pods.length > 0 && pods;
  });
  await scale(0);
  return pod ?? assert.fail();
}

/** A suffix as controllers make them. */
const HASH = '5c9d7';

/** Who creates the pods of a workload. */
const OWNERS: Readonly<Record<Kind, (name: string) => JsonObject>> = {
  Deployment: name => ({apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-${HASH}`}),
  StatefulSet: name => ({apiVersion: 'apps/v1', kind: 'StatefulSet', name}),
  DaemonSet: name => ({apiVersion: 'apps/v1', kind: 'DaemonSet', name}),
  CronJob: name => ({apiVersion: 'batch/v1', kind: 'Job', name: `${name}-29000000`}),
  Job: name => ({apiVersion: 'batch/v1', kind: 'Job', name}),
};

/** What the API server would store of a pod that the workload's controller would create now: its spec. */
export async function triedPod(
  {rest}: Admin,
  {kind, name, namespace}: Target,
  object: JsonObject,
): Promise<JsonObject> {
  const template = objectAt(object, ...podSpecKeys(kind).slice(0, -1));
  const hash = kind === 'Deployment' ? {'pod-template-hash': HASH} : {};
  const metadata = {
    ...objectAt(template, 'metadata'),
    labels: {...stringMapAt(template, 'metadata', 'labels'), ...hash},
    name: `${name}-tried`,
    ownerReferences: [{...OWNERS[kind](name), uid: valueAt(object, 'metadata', 'uid'), controller: true}],
  };
  const pod = {apiVersion: 'v1', kind: 'Pod', metadata, spec: template['spec']};
  const path = collectionPath(RESOURCES.Pod, namespace);
  return objectAt(await rest.create(path, pod, {dryRun: true, fieldManager: 'test'}), 'spec');
}
