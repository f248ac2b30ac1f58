import {profileById} from '../../domain/catalog/catalog.ts';
import {objectAt, stringAt, type JsonObject} from '../../domain/json.ts';
import {parsePolicy} from '../../domain/policy-parse.ts';
import type {Policy} from '../../domain/policy.ts';
import {isWorkloadKind, workloadOf, type Workload, type WorkloadKind} from '../../domain/workload.ts';
import {GROUP} from '../../api/constants.ts';
import type {Io} from '../io.ts';
import {CLUSTER_KINDS} from './kinds-of-use.ts';
import {objectsOf, type FoundObject} from './objects.ts';
import type {Origin, Problem} from './origin.ts';
import {parseText} from './parse-text.ts';
import {readFiles} from './read-files.ts';
import {scriptConfigMapsIn} from './script-config-maps.ts';
import type {TextFile} from './text-file.ts';

/** A workload of the input. */
export interface FoundWorkload extends FoundObject {
  readonly workload: Workload;
}

/** Everything that was read, sorted by what it is good for. */
export interface Gathered {
  readonly workloads: readonly FoundWorkload[];
  readonly policies: readonly Policy[];
  /** The other objects, with a namespace each where their kind has one: what facts are read from. */
  readonly objects: readonly JsonObject[];
  readonly problems: readonly Problem[];
  /** The files that were looked at, without those of `--policy`. */
  readonly files: readonly TextFile[];
}

export interface Wanted {
  readonly paths: readonly string[];
  /** Files of which only the policies count. */
  readonly policyFiles: readonly string[];
  /** Of objects that name none. */
  readonly namespace: string;
}

/** Reads and sorts the whole input; what cannot be read is a problem and stops nothing else. */
export async function gather(
  {paths, policyFiles, namespace}: Wanted,
  io: Pick<Io, 'stdin' | 'cwd'>,
): Promise<Gathered> {
  const [manifests, policies] = [await readAll(paths, io), await readAll(policyFiles, io)];
  const inNamespace = (one: FoundObject): FoundObject => ({...one, object: withNamespace(one.object, namespace)});
  const found = manifests.found.map(inNamespace);
  const workloads = found.flatMap(workloadIn);
  const scripts = scriptConfigMapsIn(manifests.files, workloads).map(object => withNamespace(object, namespace));
  const read = [...found, ...policies.found.map(inNamespace)].flatMap(policyOf);
  const names = policies.files.map(({file}) => file);
  const without = names.filter(file => !policies.found.some(one => one.origin.file === file && isPolicy(one)));
  return {
    workloads,
    policies: read.map(({policy}) => policy),
    objects: [...found.map(({object}) => object).filter(({kind}) => !isWorkloadKind(String(kind))), ...scripts],
    problems: [
      ...manifests.problems,
      ...policies.problems,
      ...without.map(file => ({origin: {file}, message: 'has no SidecarPolicy and no ClusterSidecarPolicy.'})),
      ...read.flatMap(({policy, origin}) => policyProblems(policy, origin)),
    ],
    files: manifests.files,
  };
}

interface Everything {
  readonly found: readonly FoundObject[];
  readonly problems: readonly Problem[];
  readonly files: readonly TextFile[];
}

async function readAll(paths: readonly string[], io: Pick<Io, 'stdin' | 'cwd'>): Promise<Everything> {
  const {files, problems} = await readFiles(paths, io);
  const parsed = files.map(parseText);
  return {
    found: parsed.flatMap(({documents}) => documents.flatMap(objectsOf)),
    problems: [...problems, ...parsed.flatMap(each => each.problems)],
    files,
  };
}

function withNamespace(object: JsonObject, namespace: string): JsonObject {
  if (CLUSTER_KINDS.has(stringAt(object, 'kind') ?? '')) return object;
  const metadata = objectAt(object, 'metadata');
  const own = stringAt(metadata, 'namespace') ?? '';
  return {...object, metadata: {...metadata, namespace: own === '' ? namespace : own}};
}

/** A Job of another group, such as Volcano's, is another thing. */
const GROUPS: Readonly<Record<WorkloadKind, string>> = {
  Deployment: 'apps',
  StatefulSet: 'apps',
  DaemonSet: 'apps',
  CronJob: 'batch',
  Job: 'batch',
  Pod: '',
};

function workloadIn(found: FoundObject): readonly FoundWorkload[] {
  const kind = stringAt(found.object, 'kind') ?? '';
  if (!isWorkloadKind(kind) || groupOf(found.object) !== GROUPS[kind]) return [];
  return [{...found, workload: workloadOf(kind, found.object)}];
}

function groupOf(object: JsonObject): string | undefined {
  const version = stringAt(object, 'apiVersion');
  return version?.includes('/') === true ? version.split('/')[0] : version === undefined ? undefined : '';
}

function isPolicy({object}: FoundObject): boolean {
  return groupOf(object) === GROUP && /^(Cluster)?SidecarPolicy$/.test(stringAt(object, 'kind') ?? '');
}

function policyOf(found: FoundObject): readonly {readonly policy: Policy; readonly origin: Origin}[] {
  if (!isPolicy(found)) return [];
  const kind = found.object['kind'] === 'SidecarPolicy' ? 'SidecarPolicy' : 'ClusterSidecarPolicy';
  return [{policy: parsePolicy(kind, found.object), origin: found.origin}];
}

/** What would make the operator call the policy Invalid, or leave it without effect. */
function policyProblems(policy: Policy, origin: Origin): readonly Problem[] {
  const name = `${policy.kind} ${policy.key}`;
  if (policy.sidecars.length === 0) {
    return [{origin, message: `${name} has no rule in spec.sidecars that says which containers are sidecars.`}];
  }
  return policy.sidecars
    .flatMap(({profile}) => (profile === undefined || profileById(profile) !== undefined ? [] : [profile]))
    .map(profile => ({origin, message: `${name} names the profile "${profile}", which this version does not know.`}));
}
