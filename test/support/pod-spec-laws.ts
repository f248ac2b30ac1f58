import {isObject, objectAt, objectsAt, sameJson, type JsonObject} from '../../src/domain/json.ts';
import {storedProbe} from '../../src/domain/probe.ts';

/** What the laws of conversion are stated with. */

/** A pod spec as the API server stores it, as far as the domain has to do with it: no empty lists, probes complete. */
export function stored(spec: JsonObject): JsonObject {
  const {containers, initContainers, ...rest} = spec;
  const init = Array.isArray(initContainers) ? initContainers : [];
  return {
    ...rest,
    ...(Array.isArray(containers) && {containers: containers.map(storedContainer)}),
    ...(init.length > 0 && {initContainers: init.map(storedContainer)}),
  };
}

function storedContainer(container: unknown): unknown {
  if (!isObject(container)) return container;
  const probes = Object.entries(container)
    .filter(([key]) => key.endsWith('Probe'))
    .map(([key, probe]) => [key, isObject(probe) ? storedProbe(probe) : probe]);
  return {...container, ...Object.fromEntries(probes)};
}

/** Containers of both lists without the fields that a conversion may change. */
export function essences(spec: JsonObject): readonly JsonObject[] {
  return [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')].map(essence);
}

function essence(container: JsonObject): JsonObject {
  const {restartPolicy: _restart, startupProbe: _probe, lifecycle, ...rest} = container;
  const {preStop: _hook, postStart, ...others} = isObject(lifecycle) ? lifecycle : {};
  // Of these only what waits for a proxy is dropped.
  const isWait = JSON.stringify(postStart ?? null).includes('linkerd-await');
  const hooks = {...others, ...(postStart !== undefined && !isWait && {postStart})};
  return {...rest, ...(Object.keys(hooks).length > 0 && {lifecycle: hooks})};
}

/** Whether two lists hold the same values, in any order. */
export function sameMembers(a: readonly unknown[], b: readonly unknown[]): boolean {
  const left = [...a];
  for (const value of b) {
    const at = left.findIndex(one => sameJson(one, value));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return left.length === 0;
}

export function namesIn(spec: JsonObject, list: 'containers' | 'initContainers'): readonly string[] {
  return objectsAt(spec, list).map(one => String(one['name']));
}

/** CPU that the scheduler counts for a pod, in thousandths (component-helpers resource/helpers.go; E30). */
export function effectiveCpu(spec: JsonObject): number {
  let sidecars = 0;
  let peak = 0;
  for (const one of objectsAt(spec, 'initContainers')) {
    if (one['restartPolicy'] === 'Always') sidecars += cpuOf(one);
    peak = Math.max(peak, one['restartPolicy'] === 'Always' ? sidecars : sidecars + cpuOf(one));
  }
  const running = objectsAt(spec, 'containers').reduce((sum, one) => sum + cpuOf(one), sidecars);
  return Math.max(peak, running);
}

function cpuOf(container: JsonObject): number {
  const requests = isObject(container['resources']) ? container['resources']['requests'] : undefined;
  const cpu = isObject(requests) ? requests['cpu'] : undefined;
  return typeof cpu === 'string' ? Number.parseInt(cpu, 10) : 0;
}

/** The class by which the kubelet evicts and the kernel kills; init containers count, native or not (E32). */
export function qosClass(spec: JsonObject): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const all = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')];
  const amounts = all.map(
    one => [objectAt(one, 'resources', 'requests'), objectAt(one, 'resources', 'limits')] as const,
  );
  if (amounts.every(both => both.every(amount => Object.keys(amount).length === 0))) return 'BestEffort';
  const isGuaranteed = amounts.every(
    ([requests, limits]) => 'cpu' in limits && 'memory' in limits && sameJson({...limits, ...requests}, limits),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}
