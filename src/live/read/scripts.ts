import type {FoundWorkload} from '../../cli/input/gather.ts';
import type {ConfigMaps, Facts} from '../../domain/facts.ts';
import {objectAt, stringAt, type JsonObject} from '../../domain/json.ts';
import {scriptConfigMaps} from '../../domain/workarounds/script-config-maps.ts';
import {CONFIG_MAP} from './config-map.ts';
import type {Reader} from './reader.ts';

/** By namespace. */
export type Scripts = ReadonlyMap<string, ConfigMaps>;

/**
 * The ConfigMaps from which workloads run scripts, each asked for by its name: the others are nobody's business here.
 * Whoever may read none in a namespace is told once, and no further one of it is asked for.
 */
export async function readScripts(
  reader: Pick<Reader, 'get'>,
  workloads: readonly Pick<FoundWorkload, 'workload'>[],
): Promise<Scripts> {
  const wanted = Map.groupBy(
    workloads.flatMap(({workload}) =>
      scriptConfigMaps(workload).map(name => ({namespace: stringAt(workload.metadata, 'namespace') ?? '', name})),
    ),
    ({namespace}) => namespace,
  );
  const read = [...wanted].map(async ([namespace, names]) => {
    return [namespace, await readIn(reader, namespace, new Set(names.map(({name}) => name)))] as const;
  });
  return new Map(await Promise.all(read));
}

async function readIn(reader: Pick<Reader, 'get'>, namespace: string, names: ReadonlySet<string>): Promise<ConfigMaps> {
  const found = new Map<string, JsonObject>();
  for (const name of names) {
    const got = await reader.get(CONFIG_MAP, {namespace, name}, 'scripts in them are not looked at');
    if (got.type === 'Unreadable') break;
    if (got.type === 'Read') found.set(name, objectAt(got.object, 'data'));
  }
  return found;
}

/** What is known of a namespace, the scripts included. */
export function withScripts(factsOf: (namespace: string) => Facts, scripts: Scripts): (namespace: string) => Facts {
  return namespace => {
    const configMaps = scripts.get(namespace);
    return configMaps === undefined ? factsOf(namespace) : {...factsOf(namespace), configMaps};
  };
}
