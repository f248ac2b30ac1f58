import type {FindingCode, Severity} from '../../api/codes.ts';
import type {StateReason, WorkloadState} from '../../api/reasons.ts';
import type {Outcome} from '../../domain/pace/outcome.ts';
import type {Workaround} from '../../domain/workarounds/workaround.ts';
import type {WorkloadKind} from '../../domain/workload.ts';

/** What is kept of an outcome: nothing that names the workload or holds its template, so that thousands share one. */
export interface Standing {
  readonly kind: WorkloadKind;
  readonly enforced: boolean;
  readonly state: WorkloadState;
  readonly reason?: StateReason;
  /** Each code once, however many containers raise it. */
  readonly findings: ReadonlyMap<FindingCode, Severity>;
  /** Each kind with each verdict once; absent: none. */
  readonly workarounds?: readonly WorkaroundKind[];
  readonly cronJob?: NonNullable<Outcome['cronJob']>;
  readonly byPods?: true;
}

export type WorkaroundKind = Pick<Workaround, 'id' | 'verdict'>;

/** Workloads that stand alike under one policy. */
export interface Group {
  readonly standing: Standing;
  readonly workloads: ReadonlySet<string>;
}

export function standingOf({kind, enforced, state, reason, findings, workarounds, cronJob, byPods}: Outcome): Standing {
  const codes = new Map<FindingCode, Severity>();
  for (const {code, severity} of findings) if (!codes.has(code)) codes.set(code, severity);
  return {
    kind,
    enforced,
    state,
    findings: codes,
    ...(reason === undefined ? {} : {reason}),
    ...(workarounds === undefined ? {} : {workarounds: kindsOf(workarounds)}),
    ...(cronJob === undefined ? {} : {cronJob}),
    ...(byPods === undefined ? {} : {byPods}),
  };
}

function kindsOf(workarounds: readonly Workaround[]): readonly WorkaroundKind[] {
  const kinds = new Map(workarounds.map(({id, verdict}) => [`${id} ${verdict}`, {id, verdict}]));
  return [...kinds.values()];
}

/** Equal for equal standings. */
export function standingKey(standing: Standing): string {
  const {kind, enforced, state, reason, findings, workarounds = [], cronJob, byPods = false} = standing;
  const pace = cronJob === undefined ? '' : `${cronJob.suspended} ${cronJob.rules.join()}`;
  const found = [...findings].map(([code, severity]) => `${code} ${severity}`).join();
  const left = workarounds.map(({id, verdict}) => `${id} ${verdict}`).join();
  return `${kind}/${enforced}/${state}/${reason ?? ''}/${byPods}/${pace}/${found}/${left}`;
}
