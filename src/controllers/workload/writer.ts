import type {Conversion, Operation} from '../../domain/decision.ts';
import {printFailedMark, fingerprint} from '../../domain/pace/failed-mark.ts';
import type {Action} from '../../domain/pace/outcome.ts';
import {objectOperations, reversionOperations} from '../../domain/operations.ts';
import type {Policy} from '../../domain/policy.ts';
import {recordOf} from '../../domain/record.ts';
import {reversionOf} from '../../domain/reversion.ts';
import type {Workload} from '../../domain/workload.ts';
import {ApiError, isConflict, isForbidden, isNotFound} from '../../kube/api-error.ts';
import {objectPath, RESOURCES} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import type {Clock} from '../../runtime/clock.ts';
import type {Log} from '../../runtime/log.ts';
import type {Metrics} from '../../telemetry/metrics.ts';
import type {ConversionResult, ReversionReason} from '../../telemetry/labels.ts';
import {isTemplateKind, viewKey, type ClusterState} from '../cluster-state.ts';
import {workloadFrom, type WorkloadView} from '../views/workload-view.ts';

export type WriteResult =
  /** `notes`: what could not be put back as it was, a sentence each. */
  | {readonly type: 'Written'; readonly notes: readonly string[]}
  /** Nothing was stored: `--dry-run`. */
  | {readonly type: 'DryRun'}
  /** The object is not what was planned with: plan again. */
  | {readonly type: 'Raced'}
  | {readonly type: 'Gone'}
  /** Validation, admission or permissions said no; trying the same again does not help. */
  | {readonly type: 'Refused'; readonly message: string; readonly forbidden: boolean};

export interface WorkloadWriterOptions {
  readonly rest: Rest;
  readonly state: ClusterState;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly dryRun: boolean;
}

/** The only place that writes to workloads: one guarded JSON Patch each (design §3.8). */
export class WorkloadWriter {
  readonly #options: WorkloadWriterOptions;
  /** With `--dry-run`: what was reported already. */
  readonly #reported = new Map<string, string>();
  /** By policy key; a missing permission, for as long as the policy is the same. */
  readonly #problems = new Map<string, {readonly uid: string; readonly generation: number; readonly message: string}>();

  constructor(options: WorkloadWriterOptions) {
    this.#options = options;
  }

  /** A write of ours to it is under way, or its result has not been seen. */
  isBehind(view: WorkloadView): boolean {
    if (!isTemplateKind(view.kind)) return false;
    return this.#options.state.stores.templates[view.kind].isBehind(`${view.namespace}/${view.name}`);
  }

  async convert(view: WorkloadView, policy: Policy, conversion: Conversion): Promise<WriteResult> {
    const marks = {policy: policy.key, convertedAt: this.#now()};
    const count = (result: ConversionResult): void =>
      this.#options.metrics.conversions.inc(view.kind, conversion.delivery, result);
    try {
      const result = await this.#write(view, objectOperations(workloadFrom(view), conversion, marks), 'convert');
      this.#remember(policy, result);
      if (result.type !== 'DryRun' && result.type !== 'Gone') count(CONVERSION_RESULT[result.type]);
      return result;
    } catch (error) {
      count('error');
      throw error;
    }
  }

  /** Marks only; without a conversion the claim changes hands. */
  async bookkeep(view: WorkloadView, policy: Policy, conversion: Conversion | undefined): Promise<WriteResult> {
    const workload = workloadFrom(view);
    const kept = conversion ?? claimOnly(workload);
    return this.#write(view, objectOperations(workload, kept, {policy: policy.key}), 'bookkeep');
  }

  /** A conversion that went wrong: the template as it was, and a mark that says so. */
  async putBack(view: WorkloadView, policy: Policy, {reason, message}: PutBack): Promise<WriteResult> {
    const workload = workloadFrom(view);
    const reversion = reversionOf(workload);
    const template = fingerprint({...workload.template, spec: reversion.spec});
    const {key, uid, generation} = policy;
    const failed = printFailedMark({policy: key, uid, generation, template, reason, message, at: this.#now()});
    const result = await this.#write(view, reversionOperations(workload, reversion, {failed}), 'put back');
    return this.#reverted(view, result, {reason, notes: reversion.notes});
  }

  /** The policy that converted it is going. */
  async revert(view: WorkloadView): Promise<WriteResult> {
    const workload = workloadFrom(view);
    const reversion = reversionOf(workload);
    const result = await this.#write(view, reversionOperations(workload, reversion), 'revert');
    return this.#reverted(view, result, {reason: 'PolicyDeleted', notes: reversion.notes});
  }

  #reverted(view: WorkloadView, result: WriteResult, {reason, notes}: Reverted): WriteResult {
    if (result.type !== 'Written') return result;
    this.#options.metrics.reversions.inc(view.kind, reason);
    return {...result, notes};
  }

  /** What keeps a policy's conversions from being written; undefined: nothing that is known. */
  problemOf({key, uid, generation}: Policy): string | undefined {
    const problem = this.#problems.get(key);
    return problem?.uid === uid && problem.generation === generation ? problem.message : undefined;
  }

  #remember({key, uid, generation}: Policy, result: WriteResult): void {
    if (result.type === 'Written') this.#problems.delete(key);
    else if (result.type === 'Refused' && result.forbidden) {
      const message = `templates cannot be written: ${result.message}; is the templates role granted? Tried again within 5 minutes, or at once after an edit of the policy`;
      this.#problems.set(key, {uid, generation, message});
    }
  }

  async #write(view: WorkloadView, operations: readonly Operation[], what: string): Promise<WriteResult> {
    const {kind, namespace, name} = view;
    const {rest, state, dryRun, log} = this.#options;
    if (!isTemplateKind(kind)) {
      return {type: 'Refused', message: `the template of a ${kind} cannot be changed`, forbidden: false};
    }
    if (dryRun && !this.#isNews(view, operations)) return {type: 'DryRun'};
    const send = async () => rest.jsonPatch(objectPath(RESOURCES[kind], view), operations, {dryRun});
    try {
      if (dryRun) await send();
      else await state.stores.templates[kind].write(`${namespace}/${name}`, send);
      log.info(dryRun ? 'dry run: workload would be written' : 'workload was written', {kind, namespace, name, what});
      return dryRun ? {type: 'DryRun'} : {type: 'Written', notes: []};
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** With `--dry-run` each change is tried once. */
  #isNews(view: WorkloadView, operations: readonly Operation[]): boolean {
    const about = JSON.stringify(operations.filter(({path}) => !path.endsWith('converted-at')));
    const known = this.#reported.get(viewKey(view)) === about;
    this.#reported.set(viewKey(view), about);
    return !known;
  }

  #now(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}

interface Reverted {
  readonly reason: ReversionReason;
  readonly notes: readonly string[];
}

type PutBack = Pick<Extract<Action, {type: 'PutBack'}>, 'reason' | 'message'>;

const CONVERSION_RESULT: Readonly<Record<'Written' | 'Raced' | 'Refused', ConversionResult>> = {
  Written: 'converted',
  Raced: 'conflict',
  Refused: 'refused',
};

function claimOnly(workload: Workload): Conversion {
  return {
    delivery: 'Template',
    spec: workload.template.spec,
    rolls: false,
    record: recordOf(workload),
    operations: [],
    rules: [],
  };
}

/** RBAC says it in these words; webhooks and admission policies also answer 403, and mean one object. */
function lacksPermission(error: ApiError): boolean {
  return isForbidden(error) && error.message.includes('cannot patch resource');
}

/** @throws what is not an answer of the server about this object: the controller tries again by itself. */
function refusalOf(error: unknown): WriteResult {
  if (isNotFound(error)) return {type: 'Gone'};
  if (isConflict(error)) return {type: 'Raced'};
  if (!(error instanceof ApiError) || error.passing) throw error;
  // A failed `test` names no field; validation always does.
  if (error.status === 422 && !Array.isArray(error.details['causes'])) return {type: 'Raced'};
  return {type: 'Refused', message: error.message, forbidden: lacksPermission(error)};
}
