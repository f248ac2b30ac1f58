import type {Annotations} from './catalog/profile.ts';
import {isObject, type JsonObject} from './json.ts';
import type {SidecarRule} from './policy.ts';
import {handlerOf} from './probe.ts';
import type {Candidate} from './selection.ts';

/** The startup gate that a moved container ends up with, and where it came from. */
export type Gate =
  /** Its own startupProbe, kept. */
  | {readonly type: 'Own'; readonly probe: JsonObject}
  /** The catalog's probe: class `dependency` and its condition holds. */
  | {readonly type: 'Profile'; readonly probe: JsonObject}
  /** The catalog's probe, by what the annotations of the pod template say. */
  | {readonly type: 'Annotations'; readonly probe: JsonObject}
  /** Derived from its readinessProbe, else its livenessProbe. */
  | {readonly type: 'Readiness'; readonly from: 'readinessProbe' | 'livenessProbe'; readonly probe: JsonObject}
  /** The policy's explicit probe; replaces an own one. */
  | {readonly type: 'Probe'; readonly probe: JsonObject}
  /** Later containers start as soon as it runs. */
  | {readonly type: 'None'};

type Startup = SidecarRule['startup'];

/**
 * The gate that a rule gives a container. Only `Probe` replaces an own startupProbe: whoever wrote one knew better than
 * what could be derived. Where there is nothing to derive from, there is no gate.
 * @param annotations of the pod template
 */
export function gateFor(candidate: Pick<Candidate, 'container' | 'rule' | 'profile'>, annotations: Annotations): Gate {
  const {container, rule, profile} = candidate;
  const {startup} = rule;
  if (startup.gate === 'Probe' && startup.probe !== undefined) return {type: 'Probe', probe: explicitProbe(startup)};
  const own = container['startupProbe'];
  if (isObject(own)) return {type: 'Own', probe: own};
  if (startup.gate === 'Readiness') return readinessGate(container, startup.timeoutSeconds);
  // A log shipper must not become a reason for the app not to start.
  if (startup.gate !== 'Auto' || profile?.class !== 'dependency') return {type: 'None'};
  const alone = profile.startupProbe?.(container, {});
  if (alone !== undefined) return {type: 'Profile', probe: paced(alone, startup.timeoutSeconds)};
  const probe = profile.startupProbe?.(container, annotations);
  return probe === undefined ? {type: 'None'} : {type: 'Annotations', probe: paced(probe, startup.timeoutSeconds)};
}

/** A startupProbe made of another probe's handler and timeout; undefined: there is no such probe. */
export function probeFrom(
  container: JsonObject,
  from: 'readinessProbe' | 'livenessProbe',
  timeoutSeconds: number,
): JsonObject | undefined {
  const probe = container[from];
  const handler = handlerOf(probe);
  if (!isObject(probe) || handler === undefined) return undefined;
  // Nothing else is copied: successThreshold must be 1 in a startupProbe, and delays would only hold the app back.
  const timeout = probe['timeoutSeconds'];
  return paced({...handler, ...(timeout !== undefined && {timeoutSeconds: timeout})}, timeoutSeconds);
}

/** Tries once a second for as long as the gate may take. */
export function paced(probe: JsonObject, timeoutSeconds: number): JsonObject {
  return {...probe, periodSeconds: 1, failureThreshold: timeoutSeconds};
}

function readinessGate(container: JsonObject, timeoutSeconds: number): Gate {
  for (const from of ['readinessProbe', 'livenessProbe'] as const) {
    const probe = probeFrom(container, from, timeoutSeconds);
    if (probe !== undefined) return {type: 'Readiness', from, probe};
  }
  return {type: 'None'};
}

/** The policy's probe; unset, it tries every second, and as often as fits into the gate's time. */
function explicitProbe({probe = {}, timeoutSeconds}: Startup): JsonObject {
  const period = isCount(probe['periodSeconds']) ? probe['periodSeconds'] : 1;
  const tries = isCount(probe['failureThreshold'])
    ? probe['failureThreshold']
    : Math.max(1, Math.floor(timeoutSeconds / period));
  return {...probe, periodSeconds: period, failureThreshold: tries};
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 1;
}
