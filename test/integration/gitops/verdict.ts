import {isDeepStrictEqual} from 'node:util';
import {objectAt, objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {podSpecKeys} from '../../../src/domain/workload.ts';
import {logOf, type Git, type Kind} from './git.ts';

/** What became of a change: the cell of the table. `rolls once`: it is as in Git, but there were rollouts on the way. */
export type Verdict = 'as in Git' | 'refused' | 'stays' | 'rolls once';

/** What the tool says where a client-side patch cannot be written: the API server cannot read it, or refuses its outcome. */
const REFUSALS = [/strict decoding error: unknown field/];

/** @throws the error itself where it is none that is documented */
export function verdictOfError(error: unknown): Verdict {
  if (error instanceof Error && REFUSALS.some(pattern => pattern.test(error.message))) return 'refused';
  throw error;
}

/** Fields in which the stored workload is not what Git says; whatever list the sidecar is in. */
export function differences(kind: Kind, object: JsonObject, git: Git): readonly string[] {
  const spec = objectAt(object, ...podSpecKeys(kind));
  const all = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')];
  const app = all.find(one => one['name'] === 'app') ?? {};
  const log = all.find(one => one['name'] === 'log');
  const appDiffers = app['image'] === `registry.example/app:${git.tag}` ? [] : ['app'];
  if (log === undefined || !git.hasLog) return [...appDiffers, ...((log !== undefined) === git.hasLog ? [] : ['log'])];
  return [
    ...appDiffers,
    ...FIELDS.filter(field => !isDeepStrictEqual(essence(log, field), essence(logOf(git), field))),
  ];
}

const FIELDS = ['image', 'env', 'ports', 'readinessProbe'] as const;

/** Without what the server fills in. */
function essence(container: JsonObject, field: (typeof FIELDS)[number]): unknown {
  if (field === 'image') return container['image'];
  if (field === 'env') return container['env'];
  if (field === 'ports') return objectsAt(container, 'ports').map(port => port['containerPort']);
  return stringAt(container, 'readinessProbe', 'httpGet', 'path');
}

/** Names in `containers` and in `initContainers`; `*`: native. */
export function placesOf(spec: JsonObject): string {
  const list = (key: string): string =>
    objectsAt(spec, key)
      .map(one => `${String(one['name'])}${one['restartPolicy'] === 'Always' ? '*' : ''}`)
      .join(' ');
  return `${list('containers')} | ${list('initContainers')}`;
}
