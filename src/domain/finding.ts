import {FINDING_CODES, type FindingCode, type Severity} from '../api/codes.ts';

/** Something a person should know about one workload under one policy. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What was found, why it matters, what to do: one or two sentences. */
  readonly message: string;
  /** Where in the pod template, e.g. `spec.containers[1].ports[0]`; empty for the whole workload. */
  readonly path: string;
}

/** Builds a finding with the severity that its code has; what a policy acknowledges is judged later (`judge.ts`). */
export function finding(code: FindingCode, message: string, path = ''): Finding {
  return {code, severity: FINDING_CODES[code], message, path};
}
