import type {Conversion, Operation} from '../../domain/decision.ts';
import {failureOperations, objectOperations, restartOperations, reversionOperations} from '../../domain/operations.ts';
import {printFailedMark, templatePrint, type FailedMark} from '../../domain/pace/failed-mark.ts';
import type {Action} from '../../domain/pace/outcome.ts';
import {printRestartMark} from '../../domain/pace/restart-mark.ts';
import type {Policy} from '../../domain/policy.ts';
import {recordOf} from '../../domain/record.ts';
import {reversionOf, type TemplateReversion} from '../../domain/reversion.ts';
import {markedSwitches, productsOf, withoutSwitches} from '../../domain/switches.ts';
import type {Workload, WorkloadKind} from '../../domain/workload.ts';
import {patchText, type PatchText} from '../../kube/patch-text.ts';
import type {WorkloadView} from '../views/workload-view.ts';

/**
 * A write that only has to be sent. It holds text and nothing of what that was made from: a parsed template for every
 * request under way would outlive the garbage collector's young generation (docs/performance.md).
 */
export type Write = Addressee & {readonly patch: PatchText} & (
    | {
        readonly what: 'convert';
        readonly policy: Policy;
        readonly delivery: Conversion['delivery'];
        /** Names of the sidecars in the record. */
        readonly names: readonly string[];
        /** Titles of the injectors that are told to add native sidecars. */
        readonly told: readonly string[];
      }
    | {readonly what: 'bookkeep' | 'mark failed' | 'restart'}
    /** `notes`: what cannot be put back as it was, a sentence each. */
    | {
        readonly what: 'put back';
        readonly reason: PutBack['reason'];
        readonly message: string;
        readonly notes: readonly string[];
      }
    | {readonly what: 'revert'; readonly notes: readonly string[]}
  );

interface Addressee {
  /** `kind/namespace/name`. */
  readonly key: string;
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
}

/** A workload as the store has it, and unpacked. */
export interface Subject {
  readonly view: WorkloadView;
  readonly workload: Workload;
}

type PutBack = Pick<Extract<Action, {type: 'PutBack'}>, 'reason' | 'message'>;

/** `at`: RFC 3339. */
export function conversionWrite({view, workload}: Subject, policy: Policy, conversion: Conversion, at: string): Write {
  const marks = {policy: policy.key, convertedAt: at};
  return {
    ...to(view, objectOperations(workload, conversion, marks)),
    what: 'convert',
    policy,
    delivery: conversion.delivery,
    names: conversion.record.map(entry => entry.n),
    told: productsOf(conversion.switches.mark).flatMap(({injector}) => injector?.title ?? []),
  };
}

/** Marks only; without a conversion the claim changes hands. */
export function bookkeepingWrite({view, workload}: Subject, policy: Policy, conversion?: Conversion): Write {
  const operations = objectOperations(workload, conversion ?? claimOnly(workload), {policy: policy.key});
  return {...to(view, operations), what: 'bookkeep'};
}

/** A conversion that went wrong: the template as it was, and a mark that says so. `at`: RFC 3339. */
export function putBackWrite({view, workload}: Subject, policy: Policy, {reason, message}: PutBack, at: string): Write {
  const reversion = reversionOf(workload);
  const template = templatePrint(templateAfter(workload, reversion));
  const {key, uid, generation} = policy;
  const failed = printFailedMark({policy: key, uid, generation, template, reason, message, at});
  const operations = reversionOperations(workload, reversion, {failed});
  return {...to(view, operations), what: 'put back', reason, message, notes: reversion.notes};
}

/** Its pods are not converted any more, and nothing of it changes but this mark. */
export function failureWrite({view, workload}: Subject, mark: FailedMark): Write {
  return {...to(view, failureOperations(workload, printFailedMark(mark))), what: 'mark failed'};
}

/** What `kubectl rollout restart` does, and a mark that says which version of the policy asked for it. `at`: RFC 3339. */
export function restartWrite({view, workload}: Subject, {key, uid, generation}: Policy, at: string): Write {
  const mark = printRestartMark({policy: key, uid, generation, at});
  return {...to(view, restartOperations(workload, {at, mark})), what: 'restart'};
}

/** The policy that converted it is going. */
export function reversionWrite({view, workload}: Subject): Write {
  const reversion = reversionOf(workload);
  return {...to(view, reversionOperations(workload, reversion)), what: 'revert', notes: reversion.notes};
}

function templateAfter({template}: Workload, {spec, switchesOff}: TemplateReversion): Workload['template'] {
  return {metadata: withoutSwitches(template.metadata, switchesOff), spec};
}

function to({key, kind, namespace, name}: WorkloadView, operations: readonly Operation[]) {
  return {key, kind, namespace, name, patch: patchText(operations)};
}

function claimOnly(workload: Workload): Conversion {
  return {
    delivery: 'Template',
    spec: workload.template.spec,
    rolls: false,
    record: recordOf(workload),
    switches: {set: [], mark: markedSwitches(workload)},
    operations: [],
    rules: [],
  };
}
