/** What is done to a workload, in this order; the columns of the table in docs/gitops.md. */
export const COLUMNS = [
  'unchanged',
  'new images, args, probe',
  'rolled back',
  'new env',
  'removed or renamed env',
  'after edits by hand',
  'changed mountPath',
  'changed or emptied ports',
  'no probe, no ports',
  'removed sidecar',
  'removed workload',
] as const;

export type Column = (typeof COLUMNS)[number];
