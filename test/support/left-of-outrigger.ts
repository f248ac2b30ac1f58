import type {Cluster} from '../cluster/cluster.ts';

/** Everything that is not of a namespace and could be Outrigger's. */
const KINDS = [
  'customresourcedefinition',
  'clusterrole',
  'clusterrolebinding',
  'validatingadmissionpolicy',
  'validatingadmissionpolicybinding',
  'mutatingwebhookconfiguration',
  'namespace',
];
/** Older servers do not know these. */
const SINCE_1_36 = ['mutatingadmissionpolicy', 'mutatingadmissionpolicybinding'];

/** Every object of the cluster that is called after Outrigger, as `kind/name`. */
export async function leftOfOutrigger(cluster: Cluster): Promise<readonly string[]> {
  const kinds = cluster.version.startsWith('v1.36.') ? [...KINDS, ...SINCE_1_36] : KINDS;
  const names = await cluster.kubectl(['get', kinds.join(), '--output=name']);
  return names.split('\n').filter(name => name.includes('outrigger'));
}
