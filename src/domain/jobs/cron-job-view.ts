import {POLICY_ANNOTATION, SKIP_LABEL} from '../../api/constants.ts';
import {stringAt, stringMapAt, valueAt} from '../json.ts';

/** What of a CronJob decides about the pods of its Jobs. */
export interface CronJobView {
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
  /** Its own label `outrigger.dev/skip: "true"`. */
  readonly skip: boolean;
  /** Key of the policy that has converted it. */
  readonly claim?: string;
  /** `concurrencyPolicy: Forbid`: a run that hangs keeps the next ones from starting. */
  readonly forbids: boolean;
  readonly suspended: boolean;
}

/** Total on any JSON. */
export function projectCronJob(object: unknown): CronJobView {
  const claim = stringMapAt(object, 'metadata', 'annotations')[POLICY_ANNOTATION];
  return {
    namespace: stringAt(object, 'metadata', 'namespace') ?? '',
    name: stringAt(object, 'metadata', 'name') ?? '',
    resourceVersion: stringAt(object, 'metadata', 'resourceVersion') ?? '',
    skip: stringMapAt(object, 'metadata', 'labels')[SKIP_LABEL] === 'true',
    ...(claim === undefined ? {} : {claim}),
    forbids: stringAt(object, 'spec', 'concurrencyPolicy') === 'Forbid',
    suspended: valueAt(object, 'spec', 'suspend') === true,
  };
}
