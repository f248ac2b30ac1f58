import {rowKey, type Row} from './row.ts';

/** The rows that are new or say something else than before. How long a Job has been hanging is not news. */
export function changedRows(before: readonly Row[], after: readonly Row[]): readonly Row[] {
  const known = new Map(before.map(row => [rowKey(row), essence(row)]));
  return after.filter(row => known.get(rowKey(row)) !== essence(row));
}

function essence({state, reason, sidecars, pods}: Row): string {
  return JSON.stringify([state, reason, sidecars, pods]);
}
