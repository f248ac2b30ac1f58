import {objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {shell} from '../conversion/scripts.ts';
import {IDLE} from '../idle.ts';
import type {Scene} from '../scene.ts';

/** Runs every minute once it is not suspended; without help each of its Jobs hangs on the classic sidecar `log`. */
export function cronJob(name: string): JsonObject {
  const spec = {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 2,
    containers: [shell('app', 'sleep 1'), shell('log', IDLE)],
  };
  return {
    metadata: {name},
    spec: {
      schedule: '* * * * *',
      concurrencyPolicy: 'Forbid',
      suspend: true,
      jobTemplate: {spec: {backoffLimit: 0, template: {metadata: {labels: {app: name}}, spec}}},
    },
  };
}

/** The Jobs that the CronJob controls. */
export async function jobsOf(scene: Scene, cronJob: string): Promise<readonly JsonObject[]> {
  const isControlled = (job: JsonObject): boolean =>
    objectsAt(job, 'metadata', 'ownerReferences').some(
      owner => owner['controller'] === true && owner['kind'] === 'CronJob' && owner['name'] === cronJob,
    );
  return (await scene.list('Job')).filter(isControlled);
}

export async function podsOf(scene: Scene, cronJob: string): Promise<readonly JsonObject[]> {
  return (await scene.list('Pod')).filter(pod => stringAt(pod, 'metadata', 'labels', 'app') === cronJob);
}
