import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {objectsAt, stringAt} from '../../src/domain/json.ts';
import type {OperatorProgram} from '../../test/support/operator.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const EVENT_LOOP = join(import.meta.dirname, 'event-loop.js');

/**
 * What runs in the image: the bundle, with Node's flags of the Dockerfile and the environment of the Deployment, read
 * from both. `npm run build` makes the bundle. A small module that watches the event loop is loaded before it.
 */
export function imageProgram(): OperatorProgram {
  return {
    command: [...nodeFlags(read('Dockerfile')), '--import', EVENT_LOOP, join(ROOT, 'dist', 'main.js')],
    environment: {NODE_ENV: 'production', ...environmentOf(read('config/manager/deployment.yaml'))},
  };
}

/** What stands between `node` and the script in the image's ENTRYPOINT. */
export function nodeFlags(dockerfile: string): readonly string[] {
  const entrypoint = /^ENTRYPOINT (?<command>\[.*\])$/m.exec(dockerfile)?.groups?.['command'];
  if (entrypoint === undefined) throw new Error('The Dockerfile has no ENTRYPOINT in the form of a JSON list.');
  const [node, ...rest] = JSON.parse(entrypoint) as readonly string[];
  const script = rest.findIndex(word => word.endsWith('.js'));
  if (node !== 'node' || script < 0) throw new Error(`The Dockerfile's ENTRYPOINT runs no script: ${entrypoint}`);
  return rest.slice(0, script);
}

/** The variables of the manager's container that have a value in the manifest itself. */
export function environmentOf(deployment: string): Readonly<Record<string, string>> {
  const manager = objectsAt(parse(deployment), 'spec', 'template', 'spec', 'containers')[0];
  const entries = objectsAt(manager, 'env').flatMap(variable => {
    const value = stringAt(variable, 'value');
    return value === undefined ? [] : [[stringAt(variable, 'name') ?? '', value] as const];
  });
  return Object.fromEntries(entries);
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
