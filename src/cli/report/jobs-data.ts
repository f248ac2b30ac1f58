import {rfc3339} from '../../domain/jobs/attempt.ts';
import {CONSEQUENCES, type Consequence} from '../../domain/jobs/consequence.ts';
import {HOLDS, type Hold} from '../../domain/jobs/hold.ts';
import type {HangingPod} from '../../domain/jobs/stuck-now.ts';
import {zeroes} from '../../domain/zeroes.ts';
import {policyWord} from './entry.ts';

/** The Jobs that hang on their sidecars, and what that costs (docs/cli.md). */
export interface JobsData extends HeldData {
  /** How many of the pods would set off what if they were finished. */
  readonly consequences: Readonly<Record<Consequence, number>>;
  /** How many of the pods no policy finishes, and why. */
  readonly holds: Readonly<Record<Hold, number>>;
  readonly oldest?: OldestPod;
  /** By CronJob, or by Job where there is none; what has held most first. */
  readonly workloads: readonly StuckWorkload[];
}

export interface OldestPod {
  /** `Pod/namespace/name`. */
  readonly pod: string;
  /** `Kind/namespace/name` of its CronJob or Job. */
  readonly workload: string;
  /** When its last main container ended, RFC 3339. */
  readonly since: string;
}

/** What pods hold, by their requests. */
interface HeldData {
  readonly pods: number;
  /** At this moment. */
  readonly cores: number;
  readonly gib: number;
  /** Since their main containers ended. */
  readonly coreHours: number;
  readonly gibHours: number;
}

export interface StuckWorkload extends HeldData {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The oldest of its pods, RFC 3339. */
  readonly since: string;
  /** Names of the sidecars that hold its pods. */
  readonly sidecars: readonly string[];
  /** As of a workload. */
  readonly policy: string | null;
  /** Whether a policy finishes Jobs there (`jobs.mode: Enforce`). */
  readonly enforced: boolean;
}

/** `now`: ms since the epoch. */
export function jobsData(hanging: readonly HangingPod[], now: number): JobsData {
  const consequences = zeroes(CONSEQUENCES);
  const holds = zeroes(HOLDS);
  for (const {consequence, hold} of hanging) {
    consequences[consequence]++;
    if (hold !== undefined) holds[hold]++;
  }
  const oldest = oldestOf(hanging);
  return {
    ...heldBy(hanging, now),
    consequences,
    holds,
    ...(oldest === undefined ? {} : {oldest: oldestPod(oldest)}),
    workloads: [...Map.groupBy(hanging, ({workload}) => workload)]
      .map(([key, pods]) => stuckWorkload(key, pods, now))
      .sort((a, b) => b.coreHours - a.coreHours || b.gibHours - a.gibHours || (a.since < b.since ? -1 : 1)),
  };
}

const GIB = 2 ** 30;
const HOUR = 3_600_000;

function heldBy(pods: readonly HangingPod[], now: number): HeldData {
  const sum = (of: (pod: HangingPod) => number): number => rounded(pods.reduce((total, pod) => total + of(pod), 0));
  const hours = ({endedAt}: HangingPod): number => Math.max(0, now - endedAt) / HOUR;
  return {
    pods: pods.length,
    cores: sum(({requests}) => requests.cpuCores),
    gib: sum(({requests}) => requests.memoryBytes / GIB),
    coreHours: sum(pod => pod.requests.cpuCores * hours(pod)),
    gibHours: sum(pod => (pod.requests.memoryBytes / GIB) * hours(pod)),
  };
}

/** Sums of fractions end in digits that nobody has asked for. */
function rounded(amount: number): number {
  return Math.round(amount * 1000) / 1000;
}

function oldestOf(pods: readonly HangingPod[]): HangingPod | undefined {
  return pods.reduce<HangingPod | undefined>(
    (oldest, pod) => (oldest === undefined || pod.endedAt < oldest.endedAt ? pod : oldest),
    undefined,
  );
}

function oldestPod({pod, workload, endedAt}: HangingPod): OldestPod {
  return {pod: `Pod/${pod.namespace}/${pod.name}`, workload, since: rfc3339(endedAt)};
}

function stuckWorkload(key: string, pods: readonly HangingPod[], now: number): StuckWorkload {
  const [kind = '', namespace = '', name = ''] = key.split('/');
  const [first] = pods;
  return {
    kind,
    namespace,
    name,
    ...heldBy(pods, now),
    since: rfc3339(oldestOf(pods)?.endedAt ?? now),
    sidecars: [...new Set(pods.flatMap(({sidecars}) => sidecars))],
    policy: policyWord(first?.policy),
    enforced: first?.policy.jobs.mode === 'Enforce',
  };
}
