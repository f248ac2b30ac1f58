import type {JsonObject} from '../../../src/domain/json.ts';
import {shell} from '../conversion/scripts.ts';

/** A Job whose classic sidecar never ends by itself. */
export interface StuckJob {
  readonly name: string;
  /** What each of the main containers runs; default: one that ends at once, and well. */
  readonly mains?: readonly string[];
  readonly sidecar?: string;
  /** Of the pod template; default: those that the test's policy selects. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly job?: JsonObject;
  readonly pod?: JsonObject;
}

/** Says what becomes of it, under the name of its pod. */
export const SIDECAR = `
  trap 'echo SIGTERM >> /sink/$HOSTNAME; exit 0' TERM
  sleep 3600 &
  wait`;

export const DEAF_SIDECAR = `
  trap '' TERM
  while true; do sleep 1; done`;

/** Fails at its first run; its second takes longer than any policy of these tests waits. */
export const FAILS_ONCE = `
  [ -e /sink/$HOSTNAME.failed ] && { sleep 6; exit 0; }
  touch /sink/$HOSTNAME.failed
  exit 1`;

const MOUNTS = {volumeMounts: [{name: 'sink', mountPath: '/sink'}]};
const HOOK = {preStop: {exec: {command: ['sh', '-c', 'echo preStop >> /sink/$HOSTNAME']}}};

/** The manifest; `sink` is the volume that the containers write to. */
export function stuckJob(
  {name, mains = ['exit 0'], sidecar = SIDECAR, labels = {tier: 'batch'}, job = {}, pod = {}}: StuckJob,
  sink: JsonObject,
): JsonObject {
  const apps = mains.map((script, index) => shell(`app-${index}`, script, MOUNTS));
  const log = shell('log', sidecar, {...MOUNTS, lifecycle: HOOK});
  const spec = {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 10,
    containers: [...apps, log],
    volumes: [sink],
    ...pod,
  };
  return {metadata: {name}, spec: {backoffLimit: 0, ...job, template: {metadata: {labels}, spec}}};
}
