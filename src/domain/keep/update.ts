import type {Workload} from '../workload.ts';

/** Somebody's write to a stored workload, as admission sees it. Both workloads have their whole metadata. */
export interface Update {
  /** As it is stored. */
  readonly old: Workload;
  /** As it would be stored: defaults are filled in, managedFields are up to date, and a name may stand in both lists. */
  readonly now: Workload;
  /** `fieldManager` of the request's options; empty where the client sends none. */
  readonly manager: string;
  readonly namespaceLabels: Readonly<Record<string, string>>;
}
