import {parseDocument} from '../../cli/input/parse-document.ts';
import type {MeshWorkaround} from '../../cli/verdict/live.ts';
import {stringAt, type JsonObject} from '../../domain/json.ts';
import {meshWorkarounds, type MeshConfig} from '../../domain/workarounds/mesh-config.ts';
import {CONFIG_MAP} from './config-map.ts';
import type {Reader} from './reader.ts';
import type {Served} from './served.ts';

interface Place {
  readonly mesh: MeshConfig;
  readonly namespace: string;
  readonly name: string;
  /** The entry of its `data`, a text in YAML or JSON. */
  readonly entry: string;
  /** An API group that tells of the mesh: where none does, nothing is asked for. */
  readonly group: string;
}

/** Where the meshes' own charts put it; those of further revisions have other names and are not looked at. */
const PLACES: readonly Place[] = [
  {mesh: 'Istio', namespace: 'istio-system', name: 'istio', entry: 'mesh', group: 'networking.istio.io'},
  {
    mesh: 'IstioInjector',
    namespace: 'istio-system',
    name: 'istio-sidecar-injector',
    entry: 'values',
    group: 'networking.istio.io',
  },
  {mesh: 'Linkerd', namespace: 'linkerd', name: 'linkerd-config', entry: 'values', group: 'policy.linkerd.io'},
];

/** The workarounds in the configuration of the meshes that a cluster has. */
export async function readMesh(reader: Reader, served: Served): Promise<readonly MeshWorkaround[]> {
  const found = await Promise.all(
    PLACES.filter(({group}) => served?.has(group) === true).map(async place => {
      const got = await reader.get(CONFIG_MAP, place);
      return got.type === 'Read' ? workaroundsIn(got.object, place) : [];
    }),
  );
  return found.flat();
}

function workaroundsIn(object: JsonObject, {mesh, namespace, name, entry}: Place): readonly MeshWorkaround[] {
  const parsed = parseDocument(stringAt(object, 'data', entry) ?? '');
  // What cannot be read here the mesh cannot read either, and says so itself.
  if (parsed.type === 'Malformed') return [];
  return meshWorkarounds(mesh, parsed.value).map(one => ({...one, object: `ConfigMap/${namespace}/${name}`}));
}
