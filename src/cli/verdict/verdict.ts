import type {NotSidecar} from '../../domain/catalog/not-sidecars.ts';
import type {Decision} from '../../domain/decision.ts';
import type {Facts} from '../../domain/facts.ts';
import type {Finding} from '../../domain/finding.ts';
import type {Policy} from '../../domain/policy.ts';
import type {Workaround} from '../../domain/workarounds/workaround.ts';
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
  /** What native sidecars make useless, once it is changed as decided. */
  readonly workarounds: readonly Workaround[];
  /** Products in it that people expect in the catalog, and that are no sidecars. */
  readonly notSidecars: readonly NotSidecar[];
  /** Why the catalog proposes no conversion though it knows a container; a policy that people write is not held back. */
  readonly neverProposed?: string;
  readonly facts: Facts;
}

/** In the order in which they are counted. */
export const OUTCOMES = ['Convert', 'Delegate', 'Blocked', 'Native', 'Delegated', 'Skipped', 'NotSelected'] as const;

/**
 * A decision in the words of an overview; `Delegate`: an injector is to be told; `Delegated`: it decides by itself;
 * `Skipped`: the label that leaves it alone.
 */
export type Outcome = (typeof OUTCOMES)[number];
