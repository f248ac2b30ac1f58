import {rowKey, type Row} from './row.ts';

/** What of a row is compared. How long a Job has been hanging is never news. */
type Essence = (row: Row) => unknown;

export const wholeRow: Essence = ({state, reason, sidecars, pods}) => [state, reason, sidecars, pods];
export const stateOfRow: Essence = ({state, reason}) => [state, reason];

/** The rows that are new or say something else than before. */
export function changedRows(before: readonly Row[], after: readonly Row[], essence: Essence): readonly Row[] {
  const text = (row: Row): string => JSON.stringify(essence(row));
  const known = new Map(before.map(row => [rowKey(row), text(row)]));
  return after.filter(row => known.get(rowKey(row)) !== text(row));
}
