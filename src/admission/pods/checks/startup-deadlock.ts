import {WAITS} from '../../../domain/checks/local-ports.ts';
import {anyOf} from '../../cel/logic.ts';
import {celPattern} from '../../cel/text.ts';
import {POST_START} from '../hook-variables.ts';
import {perContainer} from '../per-container.ts';
import type {PodCheck} from './pod-check.ts';

const LOCAL = celPattern(String.raw`(localhost|127\.0\.0\.1|\[::1\])[:/ ][0-9]+`);

/** The ports of the pod itself that a command line names (`localPortsIn` in the domain). */
function localPorts(text: string): string {
  return `${text}.findAll(${LOCAL}).map(hit, hit.find(r'[0-9]+$')).filter(digits, digits.size() <= 5).map(digits, int(digits))`;
}

function waits(text: string): string {
  return `${text}.matches(${celPattern(WAITS.source)})`;
}

/** The ports that a probe or hook asks in its own pod, as ints or as names of the container `c`'s ports. */
function targets(handler: string): string {
  const isOwn = `${handler}[kind].?host.orValue('') in ['', 'localhost', '127.0.0.1']`;
  return `['httpGet', 'tcpSocket', 'grpc'].filter(kind, kind in ${handler} && ${isOwn}).map(kind, ${handler}[kind].port)`;
}

/** Numbers of the ports; a name that the container does not declare has none. */
function numbers(ports: string): string {
  const named =
    "c.?ports.orValue([]).filter(own, own.?name.orValue('') == string(port)).map(own, int(own.containerPort))";
  return `${ports}.map(port, type(port) == string ? ${named} : [int(port)]).flatten()`;
}

const HAS_GATE = "variables.rule[i] >= 0 && variables.gate[i] != 'None'";

/** The containers in the order in which they start, with the numbers of the TCP ports that each declares. */
const STARTED = `(variables.order.map(seat, seat < 0 ? variables.containers[variables.moved[-1 - seat]] : variables.inits[seat]) +
  lists.range(variables.containers.size()).filter(i, variables.rule[i] < 0).map(i, variables.containers[i]))
  .map(c, c.?ports.orValue([]).filter(port, port.?protocol.orValue('TCP') == 'TCP').map(port, int(port.containerPort)))`;

const GATE_PORTS = `!(${HAS_GATE}) ? [] :
variables.gateTargets[i].size() > 0 ? ${numbers('variables.gateTargets[i]')} :
[dyn(variables.probe[i]).?exec.?command.orValue([]).join(' ')].map(script, ${localPorts('script')}).flatten()`;

const SCRIPT_PORTS = `${HAS_GATE} && ${waits('variables.scripts[i]')} ? ${localPorts('variables.scripts[i]')} : []`;

const HOOK_PORTS = `variables.hookTargets[i].size() > 0 ? ${numbers('variables.hookTargets[i]')} :
[${POST_START}.?exec.?command.orValue([]).join(' ')].filter(script, ${waits('script')}).map(script, ${localPorts('script')}).flatten()`;

/** Products whose own health answer depends on the app's (`asksTheApp` in the domain). */
const ASKS_THE_APP = anyOf([
  `variables.probe[i].?httpGet.?path.orValue('') == '/v1.0/healthz' && variables.words[i].exists(w, w.matches(r'^--?app-port(=|$)'))`,
  `variables.gate[i] != 'Probe' && variables.containers[i].?env.orValue([]).exists(e, e.name == 'SERVING_READINESS_PROBE')`,
]);

const WAITS_FOR_PROCESS = `object.spec.?shareProcessNamespace.orValue(false) && ${waits('variables.scripts[i]')} &&
    variables.scripts[i].matches(r'\\b(pgrep|pidof)\\b')`;

/** A port that only containers after it serve. */
const NEEDS_LATER = `[variables.order.indexOf(-1 - rank) + 1].exists(next, variables.askedPorts[i].exists(port,
    port in variables.ports.slice(next, variables.ports.size()).flatten() && !(port in variables.ports.slice(0, next).flatten())))`;

/** A sidecar that would wait for what starts only after it. */
export const startupDeadlock: PodCheck = {
  code: 'StartupDeadlock',
  variables: [
    {name: 'scripts', expression: "variables.words.map(words, words.join(' '))"},
    {name: 'ports', expression: STARTED},
    {name: 'gateTargets', expression: perContainer(`!(${HAS_GATE}) ? dyn([]) : dyn(${targets('variables.probe[i]')})`)},
    {
      name: 'hookTargets',
      expression: perContainer(`[${POST_START}.orValue({})].map(hook, ${targets('hook')}).flatten()`),
    },
    {name: 'gatePorts', expression: perContainer(GATE_PORTS)},
    {name: 'scriptPorts', expression: perContainer(SCRIPT_PORTS)},
    {name: 'hookPorts', expression: perContainer(HOOK_PORTS)},
    {
      name: 'askedPorts',
      expression: perContainer('variables.gatePorts[i] + variables.scriptPorts[i] + variables.hookPorts[i]'),
    },
    {
      name: 'startupDeadlock',
      expression: `variables.moved.exists(rank, i,
  (variables.gate[i] != 'None' && (variables.gateTargets[i].size() > variables.gatePorts[i].size() || ${ASKS_THE_APP} || ${WAITS_FOR_PROCESS})) ||
  ${NEEDS_LATER})`,
    },
  ],
};
