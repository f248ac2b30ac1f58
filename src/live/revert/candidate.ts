import type {FactsOf} from '../../cli/verdict/judge.ts';
import {POLICY_ANNOTATION, RECORD_ANNOTATION} from '../../api/constants.ts';
import {governingPolicy} from '../../domain/governance.ts';
import {stringAt} from '../../domain/json.ts';
import type {Policy} from '../../domain/policy.ts';
import {reversionOf} from '../../domain/reversion.ts';
import type {Reversion} from '../../domain/revert.ts';
import {skipLabel} from '../../domain/target.ts';
import {annotationsOf, workloadKey, type Workload} from '../../domain/workload.ts';

/** A workload that bears Outrigger's marks, and what can become of it. */
export type Candidate = {
  /** `Kind/namespace/name`. */
  readonly key: string;
  readonly workload: Workload;
} & (
  | {readonly type: 'Revert'; readonly reversion: Reversion; readonly claim?: string}
  /** The policy would convert it again at once. */
  | {readonly type: 'Governed'; readonly policy: Policy}
);

/** Undefined: Outrigger has not converted it. */
export function candidateOf(workload: Workload, policies: readonly Policy[], factsOf: FactsOf): Candidate | undefined {
  if (!isMarked(workload)) return undefined;
  const key = workloadKey(workload);
  const policy = keeper(workload, policies, factsOf);
  if (policy !== undefined) return {type: 'Governed', key, workload, policy};
  const claim = annotationsOf(workload)[POLICY_ANNOTATION];
  return {type: 'Revert', key, workload, reversion: reversionOf(workload), ...(claim === undefined ? {} : {claim})};
}

/** The mark of a failure alone is no conversion. */
function isMarked(workload: Workload): boolean {
  const annotations = annotationsOf(workload);
  return [RECORD_ANNOTATION, POLICY_ANNOTATION].some(name => Object.hasOwn(annotations, name));
}

/** A suspended policy starts nothing, and what the label leaves alone nobody converts. */
function keeper(workload: Workload, policies: readonly Policy[], factsOf: FactsOf): Policy | undefined {
  const facts = factsOf(stringAt(workload.metadata, 'namespace') ?? '');
  if (skipLabel(workload, facts) !== undefined) return undefined;
  const policy = governingPolicy(workload, policies, facts);
  return policy?.suspend === true ? undefined : policy;
}
