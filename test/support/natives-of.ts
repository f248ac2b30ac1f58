import {objectsAt, type JsonObject} from '../../src/domain/json.ts';
import {isWorkloadKind, podSpecKeys} from '../../src/domain/workload.ts';

/** Names of the init containers that stay beside the app; of what is no workload none. */
export function nativesOf(object: JsonObject): readonly unknown[] {
  const kind = String(object['kind']);
  const inits = isWorkloadKind(kind) ? objectsAt(object, ...podSpecKeys(kind), 'initContainers') : [];
  return inits.filter(({restartPolicy}) => restartPolicy === 'Always').map(({name}) => name);
}
