import {objectsAt, stringAt, valueAt} from '../json.ts';

/** A rule of a Job's `podFailurePolicy`: the first that matches a failed pod says what the Job makes of it. */
export interface FailureRule {
  readonly action: string;
  /** Absent: it goes by the pod's conditions, which sidecars have nothing to do with. */
  readonly exitCodes?: {
    /** `In` or `NotIn`. */
    readonly operator: string;
    readonly values: readonly number[];
    /** Absent: any container's. */
    readonly container?: string;
  };
}

export interface Exit {
  readonly container: string;
  readonly code: number;
}

/** Total on any JSON. */
export function failureRules(job: unknown): readonly FailureRule[] {
  return objectsAt(job, 'spec', 'podFailurePolicy', 'rules').map(rule => {
    const action = stringAt(rule, 'action') ?? '';
    const container = stringAt(rule, 'onExitCodes', 'containerName');
    const operator = stringAt(rule, 'onExitCodes', 'operator');
    if (operator === undefined) return {action};
    const values = valueAt(rule, 'onExitCodes', 'values');
    const known = Array.isArray(values) ? values.filter(value => typeof value === 'number') : [];
    return {action, exitCodes: {operator, values: known, ...(container === undefined ? {} : {container})}};
  });
}

/**
 * Whether the Job could make something else of a failed pod because of how its sidecars exit: it looks a second after
 * the pod has failed, when a sidecar that was told to stop may have exited with any code, and rules without
 * `containerName` match that too (pkg/controller/job/pod_failure_policy.go).
 */
export function sidecarCouldDecide(rules: readonly FailureRule[], mains: readonly Exit[]): boolean {
  const decided = rules.findIndex(rule => mains.some(main => matches(rule, main)));
  const reached = decided === -1 ? rules : rules.slice(0, decided + 1);
  const outcomes = new Set([...reached.map(({action}) => action), ...(decided === -1 ? [BY_DEFAULT] : [])]);
  const undecided = decided === -1 ? reached : reached.slice(0, -1);
  const names = new Set(mains.map(({container}) => container));
  return outcomes.size > 1 && undecided.some(rule => maySeeOthers(rule, names));
}

/** A failed pod that no rule matches is counted against backoffLimit. */
const BY_DEFAULT = 'Count';

function matches({exitCodes}: FailureRule, {container, code}: Exit): boolean {
  if (exitCodes === undefined || code === 0) return false;
  if (exitCodes.container !== undefined && exitCodes.container !== container) return false;
  const isListed = exitCodes.values.includes(code);
  return exitCodes.operator === 'NotIn' ? !isListed : exitCodes.operator === 'In' && isListed;
}

function maySeeOthers({exitCodes}: FailureRule, mains: ReadonlySet<string>): boolean {
  return exitCodes !== undefined && (exitCodes.container === undefined || !mains.has(exitCodes.container));
}
