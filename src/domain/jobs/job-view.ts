import {SKIP_LABEL} from '../../api/constants.ts';
import {numberAt, objectsAt, stringAt, stringMapAt, valueAt} from '../json.ts';
import {failureRules, type FailureRule} from './failure-policy.ts';

/** What is kept of a Job beside its pods: whose it is, and what it would do after one more of them has ended. */
export interface JobView {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Name of the CronJob that controls it. */
  readonly cronJob?: string;
  /** Its own label `outrigger.dev/skip: "true"`. */
  readonly skip: boolean;
  /** Complete or Failed: it starts nothing any more. */
  readonly finished: boolean;
  readonly suspended: boolean;
  /** Failed pods that it bears; unknown where they are counted by index or judged by a podFailurePolicy. */
  readonly backoffLimit: number | 'Unknown';
  /** Of its podFailurePolicy, in order; absent: it has none. */
  readonly failureRules?: readonly FailureRule[];
  /** Absent: a work queue, which starts no pod after one has succeeded. */
  readonly completions?: number;
  readonly active: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** Total on any JSON; defaults are the API server's (batch/v1 defaults.go). */
export function projectJob(object: unknown): JobView {
  const metadata = (field: string): string => stringAt(object, 'metadata', field) ?? '';
  const cronJob = cronJobOf(object);
  const rules = failureRules(object);
  return {
    namespace: metadata('namespace'),
    name: metadata('name'),
    uid: metadata('uid'),
    resourceVersion: metadata('resourceVersion'),
    ...(cronJob === undefined ? {} : {cronJob}),
    skip: stringMapAt(object, 'metadata', 'labels')[SKIP_LABEL] === 'true',
    finished: isFinished(object),
    suspended: valueAt(object, 'spec', 'suspend') === true,
    backoffLimit: backoffLimit(object, rules.length > 0),
    ...(rules.length === 0 ? {} : {failureRules: rules}),
    ...counts(object),
  };
}

function cronJobOf(object: unknown): string | undefined {
  const owners = objectsAt(object, 'metadata', 'ownerReferences');
  const owner = owners.find(one => one['controller'] === true && one['kind'] === 'CronJob');
  return owner === undefined ? undefined : stringAt(owner, 'name');
}

function isFinished(object: unknown): boolean {
  return objectsAt(object, 'status', 'conditions').some(
    ({type, status}) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
}

const DEFAULT_BACKOFF_LIMIT = 6;

function backoffLimit(object: unknown, judged: boolean): JobView['backoffLimit'] {
  const perIndex = numberAt(object, 'spec', 'backoffLimitPerIndex') !== undefined;
  return perIndex || judged ? 'Unknown' : (numberAt(object, 'spec', 'backoffLimit') ?? DEFAULT_BACKOFF_LIMIT);
}

function counts(object: unknown): Pick<JobView, 'completions' | 'active' | 'succeeded' | 'failed'> {
  const count = (field: string): number => numberAt(object, 'status', field) ?? 0;
  const completions = numberAt(object, 'spec', 'completions');
  return {
    ...(completions === undefined ? {} : {completions}),
    active: count('active'),
    succeeded: count('succeeded'),
    failed: count('failed'),
  };
}
