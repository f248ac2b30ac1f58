import {objectsAt, stringAt} from '../json.ts';
import {applyEdits, type Edit} from './edits.ts';
import {baseName} from './products.ts';
import {sceneOf, type Member, type Scene} from './scene.ts';
import {dropVolumes, mountsOf, without} from './volumes.ts';
import type {WrapperCall} from './wrapper-call.ts';

const VARIABLE = /^KUBEXIT_/;

/**
 * What kubexit leaves behind once its calls are unwrapped: its variables, the graveyard, the volume with its program
 * and the init container that copies the program there. Each goes only where nothing else uses it.
 * @param calls all of its calls in the pod, each with its edits
 */
export function kubexitLeftovers(scene: Scene, calls: readonly WrapperCall[]): readonly Edit[] {
  const unwrapped = calls.flatMap(({edits}) => edits ?? []);
  const variables = scene.members.flatMap(({container, keys}) =>
    without(container['env'], [...keys, 'env'], entry => VARIABLE.test(stringAt(entry, 'name') ?? '')),
  );
  const template = applyEdits(scene.workload.template, [...unwrapped, ...variables]);
  const after = sceneOf({...scene.workload, template: template as Scene['workload']['template']}, scene.sidecars);
  const paths = pathsOf(scene, calls);
  const volumes = new Set(
    scene.members.flatMap(mountsOf).flatMap(({volume, path}) => (paths.has(path) ? [volume] : [])),
  );
  const copiers = after.members.filter(member => isCopier(member, volumes)).map(({name}) => name);
  return [
    ...variables,
    ...without(scene.spec['initContainers'], ['spec', 'initContainers'], entry =>
      copiers.includes(stringAt(entry, 'name') ?? ''),
    ),
    ...dropVolumes(after, volumes, new Set(copiers)),
  ];
}

/** The directories of the program and of the graveyards (by default /graveyard, kubexit's README). */
function pathsOf({members}: Scene, calls: readonly WrapperCall[]): ReadonlySet<string> {
  const graveyards = members.flatMap(({container}) =>
    objectsAt(container, 'env')
      .filter(entry => entry['name'] === 'KUBEXIT_GRAVEYARD')
      .flatMap(entry => stringAt(entry, 'value') ?? []),
  );
  const programs = calls.map(({program}) => program.slice(0, program.lastIndexOf('/')));
  return new Set(['/graveyard', ...graveyards.map(path => path.replace(/\/+$/, '')), ...programs]);
}

/** An init container that does nothing but copy a file into these volumes. */
function isCopier(member: Member, volumes: ReadonlySet<string>): boolean {
  const mounts = mountsOf(member);
  const [program, ...rest] = member.words.map(({text}) => text);
  return (
    member.role === 'Init' &&
    mounts.length > 0 &&
    mounts.every(({volume}) => volumes.has(volume)) &&
    baseName(program ?? '') === 'cp' &&
    rest.some(text => baseName(text) === 'kubexit')
  );
}
