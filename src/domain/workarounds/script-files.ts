import type {ConfigMaps} from '../facts.ts';
import {isObject, objectsAt, stringAt, valueAt, type JsonObject} from '../json.ts';
import type {CalledFile} from './called-files.ts';
import {mountsOf} from './volumes.ts';

/** Where a file of a container comes from. */
export interface FileSource {
  readonly configMap: string;
  readonly key: string;
}

/** A script of a ConfigMap that a container runs. */
export interface ScriptFile extends FileSource {
  readonly text: string;
}

/** Where a container has a file from; the last source wins, as it does for the kubelet. */
export function sourcesOf(
  {path}: Pick<CalledFile, 'path'>,
  container: JsonObject,
  spec: JsonObject,
): readonly FileSource[] {
  const full = absolute(path, container);
  const [mount] = mountsOf({container})
    .filter(one => full === one.path || full.startsWith(`${one.path}/`))
    .sort((a, b) => b.path.length - a.path.length);
  if (mount?.subPath === undefined) return [];
  const inVolume = [mount.subPath, full.slice(mount.path.length + 1)].filter(part => part !== '').join('/');
  const volume = objectsAt(spec, 'volumes').find(one => one['name'] === mount.volume);
  return configMapsIn(volume).flatMap(source => sourceAt(inVolume, source));
}

/** The script at a path in a container; undefined: it is none of a ConfigMap that is known, or for no shell. */
export function scriptFileAt(
  called: CalledFile,
  container: JsonObject,
  {spec, configMaps}: {readonly spec: JsonObject; readonly configMaps: ConfigMaps},
): ScriptFile | undefined {
  const found = sourcesOf(called, container, spec).flatMap(source => {
    const text = stringAt(configMaps.get(source.configMap), source.key);
    return text === undefined ? [] : [{...source, text}];
  });
  const file = found.at(-1);
  return file !== undefined && (called.byShell || isForShell(file.text)) ? file : undefined;
}

/** Its first line names a shell, or nothing at all. */
function isForShell(text: string): boolean {
  return !text.startsWith('#!') || /^#!.*\b(?:ba|da|a|k|z)?sh\b/.test(text);
}

/** `run.sh` and `./run.sh` lie in the working directory. */
function absolute(path: string, container: JsonObject): string {
  if (path.startsWith('/')) return path;
  const folder = (stringAt(container, 'workingDir') ?? '').replace(/\/+$/, '');
  return `${folder}/${path.replace(/^(?:\.\/+)+/, '')}`;
}

/** What a volume has of ConfigMaps: `{name, items?}` each. */
export function configMapsIn(volume: JsonObject | undefined): readonly JsonObject[] {
  const projected = objectsAt(volume, 'projected', 'sources').map(source => source['configMap']);
  return [valueAt(volume, 'configMap'), ...projected].filter(isObject);
}

function sourceAt(path: string, source: JsonObject): readonly FileSource[] {
  const configMap = stringAt(source, 'name');
  const items = objectsAt(source, 'items');
  const key =
    items.length === 0
      ? path
      : stringAt(
          items.find(item => item['path'] === path),
          'key',
        );
  return configMap === undefined || key === undefined ? [] : [{configMap, key}];
}
