import type {Operation} from '../../domain/decision.ts';
import type {Policy} from '../../domain/policy.ts';
import {isTemplateKind} from '../../domain/template-kinds.ts';
import {ApiError, isConflict, isForbidden, isNotFound} from '../../kube/api-error.ts';
import {objectPath, RESOURCES} from '../../kube/resources.ts';
import type {Rest} from '../../kube/rest.ts';
import type {Log} from '../../runtime/log.ts';
import type {ConversionResult} from '../../telemetry/labels.ts';
import type {Metrics} from '../../telemetry/metrics.ts';
import type {ClusterState} from '../cluster-state.ts';
import type {WorkloadView} from '../views/workload-view.ts';
import type {Write} from './writes.ts';

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

  /** @throws what is no answer of the server about this object. */
  async send(write: Write): Promise<WriteResult> {
    try {
      const result = await this.#send(write);
      this.#note(write, result);
      return result.type === 'Written' && 'notes' in write ? {...result, notes: write.notes} : result;
    } catch (error) {
      if (write.what === 'convert') this.#options.metrics.conversions.inc(write.kind, write.delivery, 'error');
      throw error;
    }
  }

  #note(write: Write, result: WriteResult): void {
    const {conversions, reversions} = this.#options.metrics;
    if (write.what === 'convert') {
      this.#remember(write.policy, result);
      if (result.type === 'DryRun' || result.type === 'Gone') return;
      conversions.inc(write.kind, write.delivery, CONVERSION_RESULT[result.type]);
    } else if (result.type === 'Written' && (write.what === 'revert' || write.what === 'put back')) {
      reversions.inc(write.kind, write.what === 'revert' ? 'PolicyDeleted' : write.reason);
    }
  }

  /** What keeps a policy's conversions from being written; undefined: nothing that is known. */
  problemOf({key, uid, generation}: Policy): string | undefined {
    const problem = this.#problems.get(key);
    return problem?.uid === uid && problem.generation === generation ? problem.message : undefined;
  }

  /** Each refusal names its own workload: the first one stays, or the status would change with every one. */
  #remember(policy: Policy, result: WriteResult): void {
    const {key, uid, generation} = policy;
    if (result.type === 'Written') this.#problems.delete(key);
    else if (result.type === 'Refused' && result.forbidden && this.problemOf(policy) === undefined) {
      const message = `templates cannot be written: ${result.message}; is the templates role granted? Tried again within 5 minutes, or at once after an edit of the policy`;
      this.#problems.set(key, {uid, generation, message});
    }
  }

  async #send(write: Write): Promise<WriteResult> {
    const {kind, namespace, name, what, patch} = write;
    const {rest, state, dryRun, log} = this.#options;
    if (!isTemplateKind(kind)) {
      return {type: 'Refused', message: `the template of a ${kind} cannot be changed`, forbidden: false};
    }
    if (dryRun && !this.#isNews(write)) return {type: 'DryRun'};
    const path = objectPath(RESOURCES[kind], {namespace, name});
    const send = async () => rest.jsonPatch(path, patch, {dryRun, answer: 'Metadata'});
    try {
      if (dryRun) await send();
      else await state.stores.templates[kind].write(`${namespace}/${name}`, send);
      const fields = {kind, namespace, name, what};
      // Of what was stored, the change of the workload's state is told.
      if (dryRun) log.info('dry run: workload would be written', fields);
      else log.debug('workload was written', fields);
      return dryRun ? {type: 'DryRun'} : {type: 'Written', notes: []};
    } catch (error) {
      return refusalOf(error);
    }
  }

  /** With `--dry-run` each change is tried once. */
  #isNews({key, patch}: Write): boolean {
    const operations = JSON.parse(patch) as readonly Operation[];
    const about = JSON.stringify(operations.filter(({path}) => !path.endsWith('converted-at')));
    const known = this.#reported.get(key) === about;
    this.#reported.set(key, about);
    return !known;
  }
}

const CONVERSION_RESULT: Readonly<Record<'Written' | 'Raced' | 'Refused', ConversionResult>> = {
  Written: 'converted',
  Raced: 'conflict',
  Refused: 'refused',
};

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
