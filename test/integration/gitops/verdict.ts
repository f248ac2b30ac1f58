import {isDeepStrictEqual} from 'node:util';
import {objectsAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {logOf, VOLUME, type Git} from './git.ts';

/** What became of a change: the cell of the table. `rolls once`: it is as in Git, but there were rollouts on the way. */
export type Verdict = 'as in Git' | 'refused' | 'stays' | 'rolls once';

/** What is said where a client-side patch cannot be written: the API server cannot read it, or refuses its outcome. */
const REFUSALS = [/strict decoding error: unknown field/, /volumeMounts\[\d+\]\.name: Required value/];

/** @throws the error itself where it is none that is documented */
export function verdictOfError(error: unknown): Verdict {
  if (error instanceof Error && REFUSALS.some(pattern => pattern.test(error.message))) return 'refused';
  throw error;
}

/** Fields in which a pod spec is not what Git says; whatever list the sidecar is in. */
export function differences(spec: JsonObject, git: Git): readonly string[] {
  const all = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')];
  const app = all.find(one => one['name'] === 'app') ?? {};
  const log = all.find(one => one['name'] === 'log');
  const appDiffers = app['image'] === `registry.example/app:${git.tag}` ? [] : ['app'];
  if (log === undefined || !git.hasLog) return [...appDiffers, ...((log !== undefined) === git.hasLog ? [] : ['log'])];
  const inGit = logOf(git);
  const differing = Object.entries(ESSENCE).filter(([, of]) => !isDeepStrictEqual(of(log), of(inGit)));
  return [...appDiffers, ...differing.map(([field]) => field)];
}

/** Of the container's fields, without what the server fills in. */
const ESSENCE: Readonly<Record<string, (container: JsonObject) => unknown>> = {
  image: container => container['image'],
  args: container => container['args'],
  env: container => container['env'],
  ports: container => objectsAt(container, 'ports').map(port => port['containerPort']),
  readinessProbe: container => stringAt(container, 'readinessProbe', 'httpGet', 'path'),
  // A pod has another one, with the token of its ServiceAccount.
  volumeMounts: container => objectsAt(container, 'volumeMounts').filter(({name}) => name === VOLUME),
};

/** Names in `containers` and in `initContainers`; `*`: native. */
export function placesOf(spec: JsonObject): string {
  const list = (key: string): string =>
    objectsAt(spec, key)
      .map(one => `${String(one['name'])}${one['restartPolicy'] === 'Always' ? '*' : ''}`)
      .join(' ');
  return `${list('containers')} | ${list('initContainers')}`;
}
