import type {Decision} from '../../domain/decision.ts';
import type {Facts} from '../../domain/facts.ts';
import type {Finding} from '../../domain/finding.ts';
import type {Policy} from '../../domain/policy.ts';
import type {FoundWorkload} from '../input/gather.ts';
import type {Sidecar} from './sidecars.ts';

/** What the command line says of one workload. */
export interface Verdict {
  readonly found: FoundWorkload;
  /** `Kind/namespace/name`. */
  readonly subject: string;
  readonly outcome: Outcome;
  /** The policy that decides; absent where none selects it. */
  readonly policy?: Policy;
  readonly decision: Decision;
  readonly findings: readonly Finding[];
  readonly sidecars: readonly Sidecar[];
  readonly facts: Facts;
}

/** In the order in which they are counted. */
export const OUTCOMES = ['Convert', 'Blocked', 'Native', 'Skipped', 'NotSelected'] as const;

/** A decision in the words of an overview; `Skipped`: the label that leaves it alone. */
export type Outcome = (typeof OUTCOMES)[number];
