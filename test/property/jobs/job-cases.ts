import fc from 'fast-check';
import type {JsonObject} from '../../../src/domain/json.ts';
import type {Action, ModelJob, ModelRule} from './job-model.ts';
import type {Owner} from './pod-cases.ts';

/** Generated Jobs, with what they have counted so far. */

const values = fc.constantFrom([1], [143], [137, 143], [1, 42], [2, 137]);
const containerName = fc.constantFrom(undefined, 'main-0', 'main-1', 'log-0', 'log-1', 'native-0');
const codes = fc
  .record({operator: fc.constantFrom('In' as const, 'NotIn' as const), values, container: containerName})
  .map(({container, ...rest}) => ({...rest, ...(container === undefined ? {} : {container})}));

function anyRule(actions: readonly Action[]): fc.Arbitrary<ModelRule> {
  const action = fc.constantFrom(...actions);
  return fc.oneof(
    {weight: 4, arbitrary: fc.record({action, codes})},
    {weight: 1, arbitrary: fc.record({action, condition: fc.constantFrom('DisruptionTarget', 'Other')})},
  );
}

const few = fc.integer({min: 0, max: 3});
const ofIndex = fc.record({limit: few, maxFailed: few});

const plainJob: fc.Arbitrary<ModelJob> = job(
  ['Ignore', 'FailJob', 'Count'],
  fc.constant(undefined),
  fc.constant(undefined),
);
const indexedJob: fc.Arbitrary<ModelJob> = job(
  ['Ignore', 'FailJob', 'FailIndex', 'Count'],
  ofIndex,
  fc.option(fc.integer({min: 1, max: 4}), {nil: undefined}),
);

export const anyJob: fc.Arbitrary<ModelJob> = fc.oneof(
  {weight: 3, arbitrary: plainJob},
  {weight: 1, arbitrary: indexedJob},
);

function job(
  actions: readonly Action[],
  perIndex: fc.Arbitrary<ModelJob['perIndex']>,
  enough: fc.Arbitrary<number | undefined>,
): fc.Arbitrary<ModelJob> {
  const completions = fc.option(fc.integer({min: 1, max: 5}), {nil: undefined});
  return fc
    .record({
      perIndex,
      enough,
      completions,
      backoffLimit: few,
      rules: fc.array(anyRule(actions), {maxLength: 3}),
      succeeded: few,
      failed: few,
      others: few,
      failedBefore: few,
      failedIndexes: few,
    })
    .map(({perIndex, enough, completions, ...rest}) => ({
      ...rest,
      ...(perIndex === undefined ? {} : {perIndex}),
      ...(enough === undefined ? {} : {enough}),
      // Only an indexed Job must have completions.
      ...(completions === undefined && perIndex === undefined ? {} : {completions: completions ?? 3}),
    }));
}

/** The object as the API server would answer it. */
export function jobObject(
  job: ModelJob,
  {owner, suspend}: {readonly owner: Owner; readonly suspend: boolean},
): JsonObject {
  const cronJob = {apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly', uid: 'c', controller: true};
  const uid = owner === 'AnotherJobsName' ? 'other' : 'j';
  const {perIndex, enough, rules, completions, backoffLimit} = job;
  return {
    metadata: {namespace: 'shop', name: 'batch', uid, ownerReferences: owner === 'CronJobsJob' ? [cronJob] : []},
    spec: {
      suspend,
      backoffLimit,
      ...(completions === undefined ? {} : {completions}),
      ...(perIndex && {
        completionMode: 'Indexed',
        backoffLimitPerIndex: perIndex.limit,
        maxFailedIndexes: perIndex.maxFailed,
      }),
      ...(enough && {successPolicy: {rules: [{succeededCount: enough}]}}),
      ...(rules.length === 0 ? {} : {podFailurePolicy: {rules: rules.map(ruleObject)}}),
    },
    status: {active: job.others + 1, succeeded: job.succeeded, failed: job.failed},
  };
}

function ruleObject({action, codes, condition}: ModelRule): JsonObject {
  if (codes === undefined) return {action, onPodConditions: [{type: condition, status: 'True'}]};
  const {container, ...rest} = codes;
  return {action, onExitCodes: {...rest, ...(container === undefined ? {} : {containerName: container})}};
}
