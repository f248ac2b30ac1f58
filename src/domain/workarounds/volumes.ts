import {isObject, stringAt, type JsonObject} from '../json.ts';
import type {Edit} from './edits.ts';
import type {Member, Scene} from './scene.ts';

/** A volume in one container. */
export interface Mount {
  readonly volume: string;
  /** Without a slash at its end. */
  readonly path: string;
  readonly index: number;
  /** The whole volume, not a part of it. */
  readonly whole: boolean;
  /** The part that it is, empty for the whole; undefined: only known when it runs. */
  readonly subPath: string | undefined;
}

export function mountsOf({container}: Pick<Member, 'container'>): readonly Mount[] {
  return entries(container['volumeMounts']).flatMap(({entry, index}) => {
    const [volume, path] = [stringAt(entry, 'name'), stringAt(entry, 'mountPath')];
    const whole = entry['subPath'] === undefined && entry['subPathExpr'] === undefined;
    const subPath = whole ? '' : stringAt(entry, 'subPath');
    if (volume === undefined || path === undefined) return [];
    return [{volume, path: path.replace(/\/+$/, ''), index, whole, subPath}];
  });
}

/** Directories that programs use without being told. */
const COMMON = /^(?:\/(?:tmp|run|data|cache|logs?|var(?:\/(?:tmp|run|log|cache|lib))?)?)?$/;

/**
 * Takes the volumes and their mounts away that are an emptyDir and that no container mentions (any more), in containers
 * that stay.
 * @param gone containers that are taken away whole
 */
export function dropVolumes(scene: Scene, names: ReadonlySet<string>, gone: ReadonlySet<string>): readonly Edit[] {
  const members = scene.members.filter(({name}) => !gone.has(name));
  const unused = [...names].filter(name => isEmptyDir(scene.spec, name) && members.every(one => isUnusedIn(one, name)));
  const dropped = new Set(unused);
  return [
    ...members.flatMap(({container, keys}) =>
      without(container['volumeMounts'], [...keys, 'volumeMounts'], entry =>
        dropped.has(stringAt(entry, 'name') ?? ''),
      ),
    ),
    ...without(scene.spec['volumes'], ['spec', 'volumes'], entry => dropped.has(stringAt(entry, 'name') ?? '')),
  ];
}

/** Deletes the entries of a list for which `isGone` holds; the list itself where nothing would be left. */
export function without(list: unknown, keys: Edit['keys'], isGone: (entry: JsonObject) => boolean): readonly Edit[] {
  const gone = entries(list).filter(({entry}) => isGone(entry));
  if (gone.length === 0) return [];
  if (Array.isArray(list) && gone.length === list.length) return [{type: 'Delete', keys}];
  return gone.map(({index}): Edit => ({type: 'Delete', keys: [...keys, index]}));
}

function isEmptyDir(spec: JsonObject, name: string): boolean {
  const named = entries(spec['volumes']).filter(({entry}) => entry['name'] === name);
  return named.length === 1 && isObject(named[0]?.entry['emptyDir']);
}

function isUnusedIn(member: Member, volume: string): boolean {
  return mountsOf(member)
    .filter(mount => mount.volume === volume)
    .every(({path, whole}) => whole && !COMMON.test(path) && mentions(member, path) === 0);
}

/** How often a container speaks of a path, its mounts apart. */
export function mentions({container}: Member, path: string): number {
  const {volumeMounts: _, ...rest} = container;
  return JSON.stringify(rest).split(JSON.stringify(path).slice(1, -1)).length - 1;
}

function entries(list: unknown): readonly {readonly entry: JsonObject; readonly index: number}[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index) => (isObject(entry) ? [{entry, index}] : []));
}
