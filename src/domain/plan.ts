import type {CheckInput} from './checks/check.ts';
import {convert} from './convert.ts';
import type {Conversion, Decision} from './decision.ts';
import {deliveryOf} from './delivery.ts';
import type {Facts} from './facts.ts';
import {finding} from './finding.ts';
import {fitOf} from './fit.ts';
import {claims} from './governance.ts';
import {injectedInto, type Injected} from './injected.ts';
import {sameJson, stringMapAt} from './json.ts';
import {blocks, findingsOf} from './judge.ts';
import {applyManagersOf} from './ownership.ts';
import type {Policy} from './policy.ts';
import {printRecord, recordOf} from './record.ts';
import {ownRecordOf} from './reversion.ts';
import {revert} from './revert.ts';
import {select} from './select.ts';
import type {Selection} from './selection.ts';
import {markedSwitches, switchesFor} from './switches.ts';
import type {Workload} from './workload.ts';

/** What is decided about: one workload under one policy, and what the cluster adds. */
interface Question {
  readonly workload: Workload;
  readonly policy: Policy;
  readonly facts: Facts;
  /** What injectors add to its pods. */
  readonly injected: readonly Injected[];
}

/**
 * The one decision about a workload under one policy: controller, admission, command line and status all ask here.
 * Pure and total: no I/O, no clock, no exception whatever the JSON.
 */
export function plan(workload: Workload, policy: Policy, facts: Facts): Decision {
  if (!claims(policy, workload, facts)) return {type: 'NotSelected'};
  const injected = injectedInto(workload, policy.sidecars, facts);
  const question = {workload, policy, facts, injected};
  const selection = select(workload.template.spec, policy.sidecars);
  const conversion = conversionOf(question, selection, injected);
  if (selection.candidates.length === 0) {
    // What Outrigger has moved here counts for more than what an injector adds beside it.
    if (injected.length > 0 && ownRecordOf(workload).length === 0) return delegation(question, conversion);
    return alreadyNative(question, selection, conversion);
  }
  const findings = findingsOf(inputOf(question, conversion));
  if (findings.some(blocks)) return {type: 'Blocked', findings};
  return {type: 'Convert', findings, conversion};
}

function delegation(question: Question, conversion: Conversion): Decision {
  const {injected} = question;
  const findings = findingsOf(inputOf(question, conversion));
  // Where nothing is to be written, nothing can stand in its way.
  if (!conversion.rolls) return {type: 'Delegate', findings: findings.filter(isOfInjectors), conversion, injected};
  if (findings.some(blocks)) return {type: 'Blocked', findings};
  return {type: 'Delegate', findings, conversion, injected};
}

function isOfInjectors({code}: {readonly code: string}): boolean {
  return code === 'UpgradeInjector' || code === 'NoInjectorSwitch' || code === 'SwitchedOff';
}

/** Nothing to move; but the record may need care, and the policy's settings may have changed since the conversion. */
function alreadyNative(question: Question, selection: Selection, update: Conversion): Decision {
  if (!update.rolls) return {type: 'AlreadyNative', findings: [], ...bookkeeping(question, update)};
  const outdated = finding('SettingsOutdated', OUTDATED);
  const findings = [outdated, ...findingsOf(inputOf(before(question), update))];
  if (!findings.some(blocks)) return {type: 'AlreadyNative', findings: [outdated], update};
  const careOnly = conversionOf(question, {...selection, natives: []}, []);
  return {type: 'AlreadyNative', findings, ...bookkeeping(question, careOnly)};
}

const OUTDATED =
  'The policy or the container has changed since the conversion: the native sidecar would get other settings today. They are written at the pace of the policy, and the pods are replaced then.';

/** An update of the marks alone, where they are not what they should be. */
function bookkeeping({workload}: Question, update: Conversion): {readonly update?: Conversion} {
  return marksAreRight(workload, update) ? {} : {update};
}

/** Whether the marks on the workload say already what they would say after the conversion. */
export function marksAreRight(workload: Workload, {record, switches}: Conversion): boolean {
  return sameJson(record, recordOf(workload)) && sameJson(switches.mark, markedSwitches(workload));
}

function conversionOf({workload, policy}: Question, selection: Selection, injected: readonly Injected[]): Conversion {
  const converted = convert({
    spec: workload.template.spec,
    selection,
    record: ownRecordOf(workload),
    annotations: annotationsIn(workload),
    managersOf: container => applyManagersOf(workload, container),
  });
  const switches = switchesFor(workload, injected);
  const rolls = converted.rolls || switches.set.length > 0;
  return {delivery: deliveryOf(workload, policy), ...converted, rolls, switches};
}

/** The question as it was before the conversion: new settings must pass the same checks as a new conversion. */
function before(question: Question): Question {
  const {policy, facts} = question;
  const {spec} = revert(question.workload.template.spec, ownRecordOf(question.workload));
  const workload = {...question.workload, template: {...question.workload.template, spec}};
  return {workload, policy, facts, injected: injectedInto(workload, policy.sidecars, facts)};
}

function inputOf({workload, policy, facts, injected}: Question, conversion: Conversion): CheckInput {
  const selection = select(workload.template.spec, policy.sidecars);
  return {
    workload,
    policy,
    facts,
    selection,
    moves: selection.candidates.map(candidate => {
      const {gate, position} = fitOf(candidate, annotationsIn(workload));
      return {candidate, gate, position};
    }),
    injected,
    converted: conversion.spec,
    recordText: printRecord(conversion.record),
    delivery: conversion.delivery,
  };
}

function annotationsIn({template}: Workload): Readonly<Record<string, string>> {
  return stringMapAt(template.metadata, 'annotations');
}
