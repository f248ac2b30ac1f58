import {until, type Bench} from '../bench.ts';
import {auditEntry, type AuditEntry} from './audit-entry.ts';
import type {AuditLog} from './audit-log.ts';

export interface Wanted {
  /** How the one that converts calls itself, from the first letter on. */
  readonly userAgent: string;
  readonly workloads: number;
  /** Throws when there is no use in waiting any longer. */
  readonly alive: () => void;
}

/** When each workload was converted (ms since the epoch), and every request on the way there. */
export interface Converted {
  readonly at: ReadonlyMap<string, readonly number[]>;
  readonly entries: readonly AuditEntry[];
}

/** The log has the times; whoever reads it before the end takes the time of those who are measured. */
const LOOK_EVERY_MS = 250;

/** Reads the audit log until so many workloads have been patched. */
export async function untilConverted(
  bench: Pick<Bench, 'signal'>,
  audit: AuditLog,
  {userAgent, workloads, alive}: Wanted,
): Promise<Converted> {
  const at = new Map<string, number[]>();
  const entries: AuditEntry[] = [];
  let unread: string[] = [];
  const look = (): Converted | undefined => {
    alive();
    unread.push(...audit.lines());
    if (unread.length < workloads - at.size) return undefined;
    const fresh = unread.map(auditEntry).filter(entry => entry.userAgent.startsWith(userAgent));
    unread = [];
    entries.push(...fresh);
    for (const {resource, object, at: when} of fresh.filter(isConversion)) {
      const key = `${resource}/${object}`;
      at.set(key, [...(at.get(key) ?? []), when]);
    }
    return at.size >= workloads ? {at, entries} : undefined;
  };
  return until(bench, `${workloads} workloads are converted`, look, {seconds: 900, everyMs: LOOK_EVERY_MS});
}

/** When the first workload was converted. */
export function firstOf(converted: Converted): number {
  return timesOf(converted).reduce((earliest, when) => Math.min(earliest, when), Infinity);
}

/** When the last workload was converted. */
export function lastOf(converted: Converted): number {
  return timesOf(converted).reduce((latest, when) => Math.max(latest, when), 0);
}

const timesOf = ({at}: Converted): readonly number[] => [...at.values()].flat();

const TEMPLATES = new Set(['deployments', 'statefulsets', 'daemonsets', 'cronjobs']);

export function isConversion({verb, resource, status}: AuditEntry): boolean {
  return verb === 'patch' && status === 200 && TEMPLATES.has(resource);
}
