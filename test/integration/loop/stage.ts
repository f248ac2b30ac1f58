import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseAllDocuments} from 'yaml';
import {WORKLOAD_KINDS, type WorkloadKind} from '../../../src/domain/workload.ts';
import {isObject, objectAt, stringAt, type JsonObject} from '../../../src/domain/json.ts';
import {eventually} from '../../support/eventually.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import type {Admin} from '../../support/kube-client.ts';
import {CORPUS} from './corpus.ts';
import type {Manifest, StateCase} from './state-case.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'loop');
const VERBS = {
  Create: ['create'],
  Apply: ['apply'],
  ServerSideApply: ['apply', '--server-side'],
} as const;

/** The workload that a case is about. */
export interface Staged {
  readonly kind: WorkloadKind;
  readonly name: string;
}

/** Makes a case's namespace, its object with kubectl, and its policy; answers the workload. */
export async function stage(cluster: Cluster, admin: Admin, each: StateCase): Promise<Staged> {
  const namespace = namespaceOf(each);
  await admin.create('Namespace', undefined, {metadata: {name: namespace, labels: each.namespaceLabels ?? {}}});
  // Each namespace gets these two a moment after it is made, and owned objects and pods need them.
  const owner = await uidOf(admin, `/api/v1/namespaces/${namespace}/configmaps/kube-root-ca.crt`);
  await uidOf(admin, `/api/v1/namespaces/${namespace}/serviceaccounts/default`);
  if (each.serviceAccount !== undefined) {
    await cluster.kubectl(['create', 'serviceaccount', each.serviceAccount, `--namespace=${namespace}`]);
  }
  const items = documents(each.manifest, namespace, owner);
  const list = JSON.stringify({apiVersion: 'v1', kind: 'List', items});
  await cluster.kubectl([...VERBS[each.by ?? 'Create'], '--filename=-'], list);
  await admin.create('SidecarPolicy', namespace, policyOf(each));
  return workloadAmong(items);
}

export function namespaceOf({name}: StateCase): string {
  return `loop-${name}`;
}

function uidOf(admin: Admin, path: string): Promise<string> {
  return eventually(`${path} is there`, async () => stringAt(await admin.rest.get(path), 'metadata', 'uid'));
}

/** In this namespace; nothing of a Deployment runs unless the fixture says so. */
function documents(manifest: Manifest, namespace: string, owner: string): readonly JsonObject[] {
  const corpus = 'corpus' in manifest;
  const file = corpus ? join(CORPUS, `${manifest.corpus}.yaml`) : join(FIXTURES, `${manifest.fixture}.yaml`);
  return parseAllDocuments(readFileSync(file, 'utf8').replace('OWNER', owner))
    .map(document => document.toJS() as unknown)
    .filter(isObject)
    .filter(object => object['kind'] !== 'Namespace')
    .map(object => ({
      ...object,
      metadata: {...objectAt(object, 'metadata'), namespace},
      ...(corpus && object['kind'] === 'Deployment' ? {spec: {...objectAt(object, 'spec'), replicas: 0}} : {}),
    }));
}

function policyOf(each: StateCase): JsonObject {
  const defaults = {
    target: {kinds: WORKLOAD_KINDS},
    sidecars: [{match: {names: ['log', 'proxy']}}],
    conversion: {mode: 'Enforce'},
  };
  return {
    metadata: {name: each.name, namespace: namespaceOf(each)},
    spec: {...defaults, ...each.policy},
  };
}

function workloadAmong(objects: readonly JsonObject[]): Staged {
  for (const object of objects) {
    const kind = WORKLOAD_KINDS.find(each => each === object['kind']);
    if (kind !== undefined) return {kind, name: stringAt(object, 'metadata', 'name') ?? ''};
  }
  throw new Error('the manifest has no workload');
}
