import {isNative} from '../containers.ts';
import {finding} from '../finding.ts';
import {isObject, objectsAt, stringAt, valueAt, type JsonObject} from '../json.ts';
import type {Check, CheckInput, Move} from './check.ts';
import {containerPath} from './container-path.ts';

/**
 * A sidecar before the init containers (BeforeInit) no longer finds what they have prepared for it: a rendered
 * configuration, a fetched certificate, an owner that was changed. Two mounts of one volume are the sign of it.
 */
export const initOrder: Check = {
  code: 'InitOrder',
  check: input => input.moves.flatMap(move => findingFor(move, input)),
};

function findingFor({candidate, position}: Move, {converted}: CheckInput) {
  if (position === 'AfterInit') return [];
  const order = objectsAt(converted, 'initContainers');
  const own = order.findIndex(one => stringAt(one, 'name') === candidate.name);
  const shared = volumesThatKeep(converted).filter(volume => mounts(candidate.container).some(isOf(volume)));
  const later = own < 0 ? [] : order.slice(own + 1).filter(one => !isNative(one));
  const writer = later.find(one => shared.some(volume => writes(one, volume)));
  if (writer === undefined) return [];
  const volume = shared.find(one => writes(writer, one)) ?? '';
  const name = stringAt(writer, 'name') ?? 'another';
  const message = `${candidate.name} would start before the init container ${name}, which can write to the volume ${volume} that both mount: what ${name} prepares there would not be there yet. Use position: AfterInit, which keeps today's order, or acknowledge InitOrder if the sidecar does not need it.`;
  return [finding('InitOrder', message, containerPath(candidate, 'volumeMounts'))];
}

/** Sources that no container can write to. */
export const READ_ONLY = ['configMap', 'secret', 'projected', 'downwardAPI', 'image'];

function volumesThatKeep(spec: JsonObject): readonly string[] {
  return objectsAt(spec, 'volumes')
    .filter(volume => !READ_ONLY.some(source => isObject(valueAt(volume, source))))
    .flatMap(volume => stringAt(volume, 'name') ?? []);
}

function mounts(container: JsonObject): readonly JsonObject[] {
  return objectsAt(container, 'volumeMounts');
}

function isOf(volume: string): (mount: JsonObject) => boolean {
  return mount => stringAt(mount, 'name') === volume;
}

function writes(container: JsonObject, volume: string): boolean {
  return mounts(container).some(mount => isOf(volume)(mount) && valueAt(mount, 'readOnly') !== true);
}
