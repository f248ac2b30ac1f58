import type {FactsOf} from '../../cli/verdict/judge.ts';
import {DELEGATED_ANNOTATION, POLICY_ANNOTATION, RECORD_ANNOTATION} from '../../api/constants.ts';
import {governingPolicy} from '../../domain/governance.ts';
import {stringAt} from '../../domain/json.ts';
import type {Policy} from '../../domain/policy.ts';
import {reversionOf, type TemplateReversion} from '../../domain/reversion.ts';
import {skipLabel} from '../../domain/target.ts';
import {annotationsOf, workloadKey, type Workload} from '../../domain/workload.ts';

/** A workload that bears Outrigger's marks, and what can become of it. */
export type Candidate = {
  /** `Kind/namespace/name`. */
  readonly key: string;
  readonly workload: Workload;
} & (
  | {
      readonly type: 'Revert';
      readonly reversion: TemplateReversion;
      readonly claim?: string;
      /** Suspended: it would convert it again once it is resumed. */
      readonly later?: Policy;
    }
  /** The policy would convert it again at once. */
  | {readonly type: 'Governed'; readonly policy: Policy}
);

/** Undefined: Outrigger has not converted it. */
export function candidateOf(workload: Workload, policies: readonly Policy[], factsOf: FactsOf): Candidate | undefined {
  if (!isMarked(workload)) return undefined;
  const key = workloadKey(workload);
  const policy = keeper(workload, policies, factsOf);
  // A suspended one starts nothing.
  if (policy?.suspend === false) return {type: 'Governed', key, workload, policy};
  const claim = annotationsOf(workload)[POLICY_ANNOTATION];
  return {
    type: 'Revert',
    key,
    workload,
    reversion: reversionOf(workload),
    ...(claim === undefined ? {} : {claim}),
    ...(policy === undefined ? {} : {later: policy}),
  };
}

/** The mark of a failure alone is no conversion. */
function isMarked(workload: Workload): boolean {
  const annotations = annotationsOf(workload);
  return [RECORD_ANNOTATION, DELEGATED_ANNOTATION, POLICY_ANNOTATION].some(name => Object.hasOwn(annotations, name));
}

/** What the label leaves alone nobody converts. */
function keeper(workload: Workload, policies: readonly Policy[], factsOf: FactsOf): Policy | undefined {
  const facts = factsOf(stringAt(workload.metadata, 'namespace') ?? '');
  return skipLabel(workload, facts) === undefined ? governingPolicy(workload, policies, facts) : undefined;
}
