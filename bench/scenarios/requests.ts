import type {AuditEntry} from '../cluster/audit-entry.ts';

/** How often each kind was listed from its first page on. */
export function listsOf(entries: readonly AuditEntry[]): ReadonlyMap<string, number> {
  return countBy(entries.filter(({verb, first, stage}) => verb === 'list' && first && stage === 'Ended'));
}

/** How often a watch of each kind was opened. */
export function watchesOf(entries: readonly AuditEntry[]): ReadonlyMap<string, number> {
  return countBy(entries.filter(({verb, stage}) => verb === 'watch' && stage === 'Started'));
}

export function most(counts: ReadonlyMap<string, number>): number {
  return Math.max(0, ...counts.values());
}

function countBy(entries: readonly AuditEntry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const {resource} of entries) counts.set(resource, (counts.get(resource) ?? 0) + 1);
  return counts;
}
