import {OPERATOR_NAMESPACE} from '../../api/constants.ts';
import {numberAt, objectsAt, stringAt, type JsonObject} from '../../domain/json.ts';
import {RESOURCES} from '../../kube/resources.ts';
import type {Reader} from '../read/reader.ts';

/** Where `config/` installs it. */
export const OPERATOR_DEPLOYMENT = {namespace: OPERATOR_NAMESPACE, name: 'outrigger'};

/** The operator's Deployment. */
export type OperatorHealth =
  | {
      readonly type: 'Found';
      readonly image: string;
      /** Replicas. */
      readonly wanted: number;
      readonly ready: number;
    }
  | {readonly type: 'Absent'}
  | {readonly type: 'Unreadable'};

export async function operatorHealth(reader: Reader): Promise<OperatorHealth> {
  const got = await reader.get(RESOURCES.Deployment, OPERATOR_DEPLOYMENT);
  return got.type === 'Read' ? healthOf(got.object) : got;
}

function healthOf(deployment: JsonObject): OperatorHealth {
  const [container] = objectsAt(deployment, 'spec', 'template', 'spec', 'containers');
  return {
    type: 'Found',
    image: stringAt(container, 'image') ?? '',
    wanted: numberAt(deployment, 'spec', 'replicas') ?? 1,
    ready: numberAt(deployment, 'status', 'readyReplicas') ?? 0,
  };
}
