import {objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import {putBack, type FailedMark} from '../put-back.ts';
import type {Scene} from '../scene.ts';

/** A Deployment with one pod; `fields` of the pod's spec. */
export function deployment(name: string, containers: readonly JsonObject[], fields: JsonObject = {}): JsonObject {
  const spec = {automountServiceAccountToken: false, terminationGracePeriodSeconds: 2, containers, ...fields};
  return {
    metadata: {name},
    spec: {selector: {matchLabels: {app: name}}, template: {metadata: {labels: {app: name}}, spec}},
  };
}

/** Creates it; answers it once its pod is ready, and that pod. */
export async function runningDeployment(scene: Scene, manifest: JsonObject): Promise<Running> {
  const object = await scene.create('Deployment', manifest);
  const name = stringAt(object, 'metadata', 'name') ?? '';
  return {object, pod: await onlyReadyPod(scene, name)};
}

export interface Running {
  readonly object: JsonObject;
  readonly pod: JsonObject;
}

/** Waits until the Deployment is exactly what it was, and has but the pod that it had. */
export async function putBackWithItsPod(scene: Scene, {object, pod}: Running): Promise<FailedMark> {
  const mark = await putBack(scene, 'Deployment', object);
  const name = stringAt(object, 'metadata', 'name') ?? '';
  await eventually(`${name} has its old pod alone`, async () => {
    const now = await onlyReadyPod(scene, name);
    return stringAt(now, 'metadata', 'uid') === stringAt(pod, 'metadata', 'uid');
  });
  return mark;
}

/** The pod of a Deployment, once it is ready and no other is there. */
export async function onlyReadyPod(scene: Scene, name: string): Promise<JsonObject> {
  return eventually(`${name} has one pod, which is ready`, async () => {
    const [pod, ...others] = (await scene.list('Pod')).filter(
      each => stringAt(each, 'metadata', 'labels', 'app') === name,
    );
    return pod !== undefined && others.length === 0 && isReady(pod) && pod;
  });
}

function isReady(pod: JsonObject): boolean {
  return objectsAt(pod, 'status', 'conditions').some(({type, status}) => type === 'Ready' && status === 'True');
}
