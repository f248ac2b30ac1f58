import {applyOperations} from '../../src/domain/apply-operations.ts';
import type {Conversion} from '../../src/domain/decision.ts';
import {objectOperations} from '../../src/domain/operations.ts';
import {workloadOf, type Workload} from '../../src/domain/workload.ts';

/** A Deployment's workload as it is stored once its conversion is written. */
export function withRecord(before: Workload, conversion: Conversion): Workload {
  const {metadata, template} = before;
  const object = {metadata, spec: {template}};
  const operations = objectOperations(before, conversion, {policy: 'shop/shop', convertedAt: '2026-01-01T00:00:00Z'});
  return workloadOf('Deployment', applyOperations(object, operations));
}
