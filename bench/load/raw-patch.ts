import {NO_FACTS} from '../../src/domain/facts.ts';
import {objectOperations} from '../../src/domain/operations.ts';
import type {Policy} from '../../src/domain/policy.ts';
import {plan} from '../../src/domain/plan.ts';
import {workloadOf} from '../../src/domain/workload.ts';
import {goJson} from '../../src/kube/go-json.ts';
import {objectPath, RESOURCES} from '../../src/kube/resources.ts';
import {stringAt, type JsonObject} from '../../src/domain/json.ts';

/** A patch that only has to be sent. */
export interface RawPatch {
  /** Path and query. */
  readonly path: string;
  readonly body: string;
}

/** The very patch that the operator sends for this Deployment under this policy. */
export function rawPatch(object: JsonObject, policy: Policy): RawPatch {
  const workload = workloadOf('Deployment', object);
  const decision = plan(workload, policy, NO_FACTS);
  if (decision.type !== 'Convert')
    throw new Error(`a Deployment of the bench is not to be converted: ${decision.type}`);
  const marks = {policy: policy.key, convertedAt: new Date().toISOString()};
  const name = {
    namespace: stringAt(workload.metadata, 'namespace'),
    name: stringAt(workload.metadata, 'name') ?? '',
  };
  return {
    path: `${objectPath(RESOURCES.Deployment, name)}?fieldManager=outrigger`,
    body: goJson(objectOperations(workload, decision.conversion, marks)),
  };
}
