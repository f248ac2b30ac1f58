import {CLUSTER_PODS} from '../../admission/pods/names.ts';

/** The two objects that make a pod policy: without its binding it does nothing. */
export type Part = 'policy' | 'binding';

/** One request. */
export interface Step {
  readonly type: 'Put' | 'Delete';
  readonly part: Part;
  /** Of policy and binding. */
  readonly name: string;
}

/** Digests by name. */
export type Parts = Readonly<Record<Part, ReadonlyMap<string, string>>>;

/**
 * What makes of the stored pod policies those that are wanted; empty: nothing is to be done. In such an order that no
 * namespace is ever in the scope of two, and one that goes from one to another is out of both between requests about
 * bindings only: policies are written first, in place or without effect; bindings that go are deleted, the cluster's is
 * narrowed or widened, and those of namespaces come. A policy goes last.
 */
export function stepsBetween(stored: Parts, wanted: Parts): readonly Step[] {
  return [
    ...puts('policy', stored, wanted),
    ...deletions('binding', stored, wanted),
    ...puts('binding', stored, wanted).sort((a, b) => rank(a) - rank(b)),
    ...deletions('policy', stored, wanted),
  ];
}

function puts(part: Part, stored: Parts, wanted: Parts): Step[] {
  const different = [...wanted[part]].filter(([name, digest]) => stored[part].get(name) !== digest);
  return different.map(([name]) => ({type: 'Put', part, name}));
}

function deletions(part: Part, stored: Parts, wanted: Parts): readonly Step[] {
  const gone = [...stored[part].keys()].filter(name => !wanted[part].has(name));
  return gone.map(name => ({type: 'Delete', part, name}));
}

function rank({name}: Step): number {
  return name === CLUSTER_PODS ? 0 : 1;
}
