import type {Annotations} from './catalog/profile.ts';
import type {Fields} from './fields.ts';
import {gateFor, type Gate} from './gate.ts';
import {isObject, type JsonObject} from './json.ts';
import {droppedWait} from './post-start.ts';
import {droppedHook} from './prestop.ts';
import type {RecordEntry} from './record.ts';
import type {Candidate} from './selection.ts';

/** How a classic container is made fit to be a native sidecar, and what must be remembered of it. */
export interface Fit {
  readonly gate: Gate;
  readonly position: 'AfterInit' | 'BeforeInit';
  readonly fields: Fields;
  readonly remembered: Omit<RecordEntry, 'n' | 'i' | 'o'>;
}

/**
 * @param candidate the container in its classic form, with the rule that governs it
 * @param annotations of the pod template
 */
export function fitOf(candidate: Candidate, annotations: Annotations): Fit {
  const {container, rule, profile} = candidate;
  const gate = gateFor(candidate, annotations);
  const hook = droppedHook(container, rule.preStop);
  // Without a gate in its place the app would no longer wait, and nobody has asked for that.
  const isReplaced = gate.type !== 'None' || rule.startup.gate === 'None';
  const wait = isReplaced ? droppedWait(container, profile) : undefined;
  const position = rule.position ?? profile?.position ?? 'AfterInit';
  return {
    gate,
    position,
    fields: {
      restartPolicy: 'Always',
      ...(changes(gate) && {startupProbe: gate.probe}),
      ...(hook !== undefined && {preStop: 'absent'}),
      ...(wait !== undefined && {postStart: 'absent'}),
    },
    remembered: {
      ...(position === 'BeforeInit' && {b: 1}),
      ...rememberedGate(gate, container),
      ...hook,
      ...(wait !== undefined && {w: wait}),
    },
  };
}

type ChangingGate = Extract<Gate, {type: 'Profile' | 'Annotations' | 'Readiness' | 'Probe'}>;

function changes(gate: Gate): gate is ChangingGate {
  return gate.type !== 'Own' && gate.type !== 'None';
}

function rememberedGate(gate: Gate, container: JsonObject): Pick<RecordEntry, 't' | 'x' | 'p'> {
  if (!changes(gate)) return {};
  if (gate.type === 'Profile' || gate.type === 'Readiness') return {t: gate.probe['failureThreshold'] as number};
  const own = container['startupProbe'];
  return {x: 1, ...(isObject(own) && {p: own})};
}
