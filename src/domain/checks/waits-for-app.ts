import type {Gate} from '../gate.ts';
import {objectsAt, stringAt, stringsAt, type JsonObject} from '../json.ts';

/** Products whose own health answer depends on the app's, so that no port gives them away; says why, if so. */
export function asksTheApp(container: JsonObject, gate: Exclude<Gate, {type: 'None'}>): string | undefined {
  return PRODUCTS.find(({waits}) => waits(container, gate))?.because;
}

interface Product {
  readonly because: string;
  readonly waits: (container: JsonObject, gate: Exclude<Gate, {type: 'None'}>) => boolean;
}

const PRODUCTS: readonly Product[] = [
  {
    // dapr#2007: daprd is healthy only once it has reached the app's port; /healthz/outbound does not wait.
    because: "Dapr's /v1.0/healthz is healthy only once the app answers on its port (use /v1.0/healthz/outbound)",
    waits: (container, {probe}) =>
      stringAt(probe, 'httpGet', 'path') === '/v1.0/healthz' &&
      [...stringsAt(container, 'command'), ...stringsAt(container, 'args')].some(arg =>
        /^--?app-port(?:=|$)/.test(arg),
      ),
  },
  {
    // knative/serving: queue-proxy runs the user container's readiness probe as its own.
    because: "Knative's queue-proxy is ready only once the app is",
    waits: (container, gate) =>
      gate.type !== 'Probe' &&
      objectsAt(container, 'env').some(one => stringAt(one, 'name') === 'SERVING_READINESS_PROBE'),
  },
];
