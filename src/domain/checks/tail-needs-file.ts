import {finding} from '../finding.ts';
import {objectsAt, stringAt, stringsAt, type JsonObject} from '../json.ts';
import type {Check, CheckInput, Move} from './check.ts';
import {containerPath} from './container-path.ts';
import {waitsInALoop} from './local-ports.ts';

/** `tail -f` ends at once where its file is not there yet, `tail -F` waits for it (kubernetes/website#51420). */
const TAILS = /\btail(?: +-{1,2}[\w=+-]{1,40}| +\d{1,9}){0,8} +(\/[^\s;|&<>"'$]{1,400})/g;

export const tailNeedsFile: Check = {
  code: 'TailNeedsFile',
  check: input => input.moves.flatMap(move => findingFor(move, input)),
};

function findingFor({candidate}: Move, {selection}: CheckInput) {
  const {container, name} = candidate;
  const shared = new Set(selection.mains.flatMap(main => mounts(main.container).map(mount => stringAt(mount, 'name'))));
  const folders = mounts(container)
    .filter(mount => shared.has(stringAt(mount, 'name')))
    .flatMap(mount => stringAt(mount, 'mountPath') ?? []);
  const file = filesTailed(container).find(path => folders.some(folder => liesIn(path, folder)));
  if (file === undefined) return [];
  const message = `${name} follows ${file} with tail -f, which ends at once while the file is not there, and from now on it starts before the app that writes it: it would be restarted a few times, with growing delays, and miss lines. Use tail -F, which waits for the file.`;
  return [finding('TailNeedsFile', message, containerPath(candidate, 'command'))];
}

function filesTailed(container: JsonObject): readonly string[] {
  const command = [...stringsAt(container, 'command'), ...stringsAt(container, 'args')];
  // A loop before it usually waits for the very file.
  if (waitsInALoop(command)) return [];
  return [...command.join(' ').matchAll(TAILS)]
    .filter(([words]) => followsByDescriptor(words))
    .map(([, path = '']) => path);
}

/** -F is --follow=name --retry; with --retry alone it waits as well. */
function followsByDescriptor(words: string): boolean {
  return / -(?:\w*f\w*|-follow(?:=descriptor)?)(?= )/.test(words) && !/ -\w*F| --retry/.test(words);
}

function mounts(container: JsonObject): readonly JsonObject[] {
  return objectsAt(container, 'volumeMounts');
}

function liesIn(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
