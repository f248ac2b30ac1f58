import {numberAt, objectAt, objectsAt, stringAt, valueAt, type JsonObject} from '../json.ts';

/** The numbers of the TCP ports that a container declares (kubelet probes speak TCP only). */
export function tcpPortsOf(container: JsonObject): readonly number[] {
  return objectsAt(container, 'ports')
    .filter(port => (stringAt(port, 'protocol') ?? 'TCP') === 'TCP')
    .flatMap(port => numberAt(port, 'containerPort') ?? []);
}

/** The names of the ports that a container declares. */
export function portNamesOf(container: JsonObject): readonly string[] {
  return objectsAt(container, 'ports').flatMap(port => stringAt(port, 'name') ?? []);
}

/** What a probe or hook connects to in its own pod: a number, or a name that only its own container can declare. */
export type ProbedPort = {readonly number: number} | {readonly missingName: string};

/** The port that an httpGet, tcpSocket or grpc handler connects to; undefined for exec and for another host. */
export function probedPort(handler: JsonObject, container: JsonObject): ProbedPort | undefined {
  const action = ['httpGet', 'tcpSocket', 'grpc'].map(kind => objectAt(handler, kind)).find(one => 'port' in one);
  if (action === undefined || !isOwnPod(stringAt(action, 'host'))) return undefined;
  const port = valueAt(action, 'port');
  if (typeof port === 'number') return {number: port};
  return typeof port === 'string' ? namedPort(port, container) : undefined;
}

function isOwnPod(host: string | undefined): boolean {
  return host === undefined || host === '' || host === 'localhost' || host === '127.0.0.1';
}

/** As the kubelet resolves it: a name of this container, else a number in quotes (pkg/probe/util.go). */
function namedPort(port: string, container: JsonObject): ProbedPort {
  const declared = objectsAt(container, 'ports').find(one => stringAt(one, 'name') === port);
  const number = declared === undefined ? Number(port) : numberAt(declared, 'containerPort');
  return number !== undefined && Number.isInteger(number) && number > 0 ? {number} : {missingName: port};
}
