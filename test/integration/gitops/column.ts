/** What is done to a workload, in this order; the columns of the table in docs/gitops.md. */
export const COLUMNS = [
  'unchanged',
  'new images, probe',
  'rolled back',
  'new env',
  'removed env',
  'after edits by hand',
  'changed port',
  'removed sidecar',
  'removed workload',
] as const;

export type Column = (typeof COLUMNS)[number];
