import {finding} from '../finding.ts';
import {objectAt, objectsAt, stringAt, stringsAt, valueAt, type JsonObject} from '../json.ts';
import type {Check, CheckInput, Move} from './check.ts';
import {containerPath} from './container-path.ts';
import {localPortsIn, waitsInALoop} from './local-ports.ts';
import {probedPort, tcpPortsOf} from './ports.ts';
import {asksTheApp} from './waits-for-app.ts';

/**
 * A native sidecar must be up before the containers after it start (KEP-753), so it must not wait for one of them:
 * the pod would stay in Init for ever. Only what is plain to see is blocked.
 */
export const startupDeadlock: Check = {
  code: 'StartupDeadlock',
  check: input => input.moves.flatMap(move => findingFor(move, input)),
};

function findingFor(move: Move, input: CheckInput) {
  const found =
    gateDeadlock(move, input) ??
    scriptDeadlock(move, input) ??
    processDeadlock(move, input) ??
    hookDeadlock(move, input);
  if (found === undefined) return [];
  const {name} = move.candidate;
  const message = `${name} would wait for something that starts only after it: ${found.because}. The pod would stay in Init for ever. ${found.todo}`;
  return [finding('StartupDeadlock', message, containerPath(move.candidate, found.at))];
}

interface Deadlock {
  readonly because: string;
  readonly todo: string;
  readonly at: string;
}

const OWN_PROBE = 'Give it a startup probe that it can pass alone (startup.gate: Probe), or none.';

function gateDeadlock({candidate, gate}: Move, input: CheckInput): Deadlock | undefined {
  if (gate.type === 'None') return undefined;
  const at = gate.type === 'Readiness' ? gate.from : gate.type === 'Own' ? 'startupProbe' : '';
  const asks = asksTheApp(candidate.container, gate);
  if (asks !== undefined) return {because: asks, todo: OWN_PROBE, at};
  const target = probedPort(gate.probe, candidate.container);
  if (target !== undefined && 'missingName' in target) {
    const because = `its startup probe uses the port name ${target.missingName}, which only another container could declare`;
    return {because, todo: 'Use a port that this container declares.', at};
  }
  const ports = target === undefined ? localPortsIn(stringsAt(gate.probe, 'exec', 'command')) : [target.number];
  const owner = laterOwner(ports, candidate.name, input);
  return (
    owner && {because: `its startup probe asks port ${owner.port}, which ${owner.name} serves`, todo: OWN_PROBE, at}
  );
}

/** Without a gate the sidecar counts as up while its script still waits, so only a gated one can hang. */
function scriptDeadlock({candidate, gate}: Move, input: CheckInput): Deadlock | undefined {
  if (gate.type === 'None') return undefined;
  const script = [...stringsAt(candidate.container, 'command'), ...stringsAt(candidate.container, 'args')];
  if (!waitsInALoop(script)) return undefined;
  const owner = laterOwner(localPortsIn(script), candidate.name, input);
  if (owner === undefined) return undefined;
  const because = `its command waits for port ${owner.port} of ${owner.name}, and its startup probe waits for the command`;
  return {because, todo: 'Remove the wait from the command, or set startup.gate to None.', at: 'command'};
}

/** With shareProcessNamespace a script can wait for the process of a container that has not started yet. */
function processDeadlock({candidate, gate}: Move, {converted}: CheckInput): Deadlock | undefined {
  if (gate.type === 'None' || valueAt(converted, 'shareProcessNamespace') !== true) return undefined;
  const script = [...stringsAt(candidate.container, 'command'), ...stringsAt(candidate.container, 'args')];
  if (!waitsInALoop(script) || !/\b(?:pgrep|pidof)\b/.test(script.join(' '))) return undefined;
  const because =
    'its command looks for the process of a later container until it is there, and its startup probe waits for the command';
  return {because, todo: 'Remove the wait from the command, or set startup.gate to None.', at: 'command'};
}

/** A postStart hook holds the later containers by itself (KEP-753, alternatives). */
function hookDeadlock({candidate}: Move, input: CheckInput): Deadlock | undefined {
  const hook = objectAt(candidate.container, 'lifecycle', 'postStart');
  const script = stringsAt(hook, 'exec', 'command');
  const target = probedPort(hook, candidate.container);
  const ports =
    target !== undefined && 'number' in target ? [target.number] : waitsInALoop(script) ? localPortsIn(script) : [];
  const owner = laterOwner(ports, candidate.name, input);
  if (owner === undefined) return undefined;
  const because = `its postStart hook needs port ${owner.port} of ${owner.name}`;
  return {because, todo: 'Remove the hook, or move the wait into the app.', at: 'lifecycle.postStart'};
}

/** The first container after this one that declares one of the ports, unless this one or an earlier one does too. */
function laterOwner(ports: readonly number[], name: string, {converted}: CheckInput) {
  if (ports.length === 0) return undefined;
  const order = [...objectsAt(converted, 'initContainers'), ...objectsAt(converted, 'containers')];
  const own = order.findIndex(container => stringAt(container, 'name') === name);
  const served = new Set(order.slice(0, own + 1).flatMap(tcpPortsOf));
  return order
    .slice(own + 1)
    .map(container => ({
      name: nameOf(container),
      port: tcpPortsOf(container).find(port => ports.includes(port) && !served.has(port)),
    }))
    .find(owner => owner.port !== undefined);
}

function nameOf(container: JsonObject): string {
  return stringAt(container, 'name') ?? 'another container';
}
