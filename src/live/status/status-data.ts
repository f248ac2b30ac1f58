import {liveData, type LiveData} from '../../cli/report/live-data.ts';
import type {Live} from '../../cli/verdict/live.ts';
import {numberAt, objectAt, objectsAt, type JsonObject} from '../../domain/json.ts';
import type {Paused} from '../../domain/pause.ts';
import type {Mode, Policy} from '../../domain/policy.ts';
import type {OperatorHealth} from './operator-health.ts';

/** The answer of `outrigger status` (docs/cli.md). */
export interface StatusData extends LiveData {
  readonly kind: 'Status';
  readonly version: 1;
  readonly operator: OperatorHealth;
  /** Everything is paused: what the mark says. */
  readonly paused?: string;
  /** SidecarPolicies by their keys, then ClusterSidecarPolicies. */
  readonly policies: readonly PolicyData[];
}

export interface PolicyData {
  readonly kind: Policy['kind'];
  readonly namespace?: string;
  readonly name: string;
  /** `conversion.mode`, `jobs.mode`. */
  readonly conversion: Mode;
  readonly jobs: Mode;
  /** Or paused. */
  readonly suspended: boolean;
  /** What the mark of its pause says, or of that of everything. */
  readonly paused?: string;
  readonly deleting: boolean;
  /** Whether the operator has looked at it as it is now. */
  readonly observed: 'Yes' | 'Outdated' | 'Never';
  /** The rest as the policy's status has it. */
  readonly conditions: readonly JsonObject[];
  readonly workloads: JsonObject;
  readonly stuck: JsonObject;
  readonly findings: readonly JsonObject[];
}

export function statusData(
  live: Pick<Live, 'place' | 'policies' | 'unreadable'>,
  policies: readonly Policy[],
  {operator, paused}: {readonly operator: OperatorHealth; readonly paused?: Paused | undefined},
): StatusData {
  const sorted = [...policies].sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
  const state = {operator, ...(paused === undefined ? {} : {paused: paused.note})};
  return {kind: 'Status', version: 1, ...liveData(live), ...state, policies: sorted.map(policyData)};
}

function rank({kind}: Policy): number {
  return kind === 'SidecarPolicy' ? 0 : 1;
}

function policyData({
  kind,
  namespace,
  name,
  conversion,
  jobs,
  suspend,
  paused,
  deleting,
  generation,
  status,
}: Policy): PolicyData {
  const seen = numberAt(status, 'observedGeneration');
  return {
    kind,
    ...(namespace === undefined ? {} : {namespace}),
    name,
    conversion: conversion.mode,
    jobs: jobs.mode,
    suspended: suspend,
    ...(paused === undefined ? {} : {paused: paused.note}),
    deleting,
    observed: seen === undefined ? 'Never' : seen < generation ? 'Outdated' : 'Yes',
    conditions: objectsAt(status, 'conditions'),
    workloads: objectAt(status, 'workloads'),
    stuck: objectAt(status, 'jobs'),
    findings: objectsAt(status, 'findings'),
  };
}
