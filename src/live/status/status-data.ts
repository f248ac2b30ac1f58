import {liveData, type LiveData} from '../../cli/report/live-data.ts';
import type {Live} from '../../cli/verdict/live.ts';
import {numberAt, objectAt, objectsAt, type JsonObject} from '../../domain/json.ts';
import type {Mode, Policy} from '../../domain/policy.ts';
import type {OperatorHealth} from './operator-health.ts';

/** The answer of `outrigger status` (docs/cli.md). */
export interface StatusData extends LiveData {
  readonly kind: 'Status';
  readonly version: 1;
  readonly operator: OperatorHealth;
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
  readonly suspended: boolean;
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
  operator: OperatorHealth,
): StatusData {
  const sorted = [...policies].sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
  return {kind: 'Status', version: 1, ...liveData(live), operator, policies: sorted.map(policyData)};
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
    deleting,
    observed: seen === undefined ? 'Never' : seen < generation ? 'Outdated' : 'Yes',
    conditions: objectsAt(status, 'conditions'),
    workloads: objectAt(status, 'workloads'),
    stuck: objectAt(status, 'jobs'),
    findings: objectsAt(status, 'findings'),
  };
}
