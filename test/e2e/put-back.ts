import assert from 'node:assert/strict';
import {objectAt, stringAt, type JsonObject} from '../../src/domain/json.ts';
import {eventually} from '../support/eventually.ts';
import type {Scene} from './scene.ts';

type Kind = 'Deployment' | 'CronJob';

/** A policy's rule for the container `log` with a gate that it passes never; long enough that it is not restarted. */
export const CLOSED_GATE: JsonObject = {
  match: {names: ['log']},
  startup: {gate: 'Probe', probe: {exec: {command: ['false']}, failureThreshold: 600}},
};

/** What is left on a workload that was put back. */
export interface FailedMark {
  readonly reason: string;
  readonly message: string;
  /** RFC 3339. */
  readonly at: string;
}

/** The workload, once its sidecars are native. */
export async function converted(scene: Scene, kind: Kind, name: string): Promise<JsonObject> {
  return eventually(`${kind} ${name} is converted`, async () => {
    const object = await scene.get(kind, name);
    return outriggersMarks(object)['outrigger.dev/record'] !== undefined && object;
  });
}

/** Waits until the workload is put back, and makes sure that it is what it was; answers what the mark says. */
export async function putBack(scene: Scene, kind: Kind, before: JsonObject): Promise<FailedMark> {
  const name = stringAt(before, 'metadata', 'name') ?? '';
  const after = await eventually(`${kind} ${name} is put back`, async () => {
    const object = await scene.get(kind, name);
    return outriggersMarks(object)['outrigger.dev/failed'] !== undefined && object;
  });
  const marks = outriggersMarks(after);
  assert.deepEqual(Object.keys(marks), ['outrigger.dev/failed']);
  assert.deepEqual(objectAt(after, 'spec'), objectAt(before, 'spec'));
  return JSON.parse(String(marks['outrigger.dev/failed'])) as FailedMark;
}

export function outriggersMarks(object: JsonObject): JsonObject {
  const annotations = Object.entries(objectAt(object, 'metadata', 'annotations'));
  return Object.fromEntries(annotations.filter(([key]) => key.startsWith('outrigger.dev/')));
}
