import type {Detector, Found} from './detector.ts';
import {localRequest, type LocalRequest} from './local-request.ts';
import {ownerOfPort, type Owner} from './products.ts';
import type {Member, PlacedScript, Scene} from './scene.ts';
import {nodesOf, type Command, type SyntaxNode} from './shell.ts';
import {restOf, sighted} from './sightings.ts';
import {cutsOf, isIdle} from './statement-cut.ts';

/** W1: the app waits until its sidecar answers, since classic containers start side by side. */
export const proxyWait: Detector = {
  id: 'W1',
  find: scene =>
    scene.members
      .filter(member => member.role !== 'Sidecar')
      .flatMap(member =>
        member.scripts.filter(({of}) => of === 'Command').flatMap(one => inScript(one, member, scene)),
      ),
};

const READY_TEXT =
  /(?:localhost|127\.0\.0\.1):(?:1502[01]\/healthz\/ready|15000\/(?:server_info|ready)|4191\/ready|9801\/startup|3500\/v1\.0\/healthz)/;

function inScript(script: PlacedScript, member: Member, scene: Scene): readonly Found[] {
  const cuts = cutsOf(script, node => ownerOfWait(node, scene) !== undefined);
  const rest = restOf(script, READY_TEXT, cuts);
  return [
    ...cuts.map(cut => sighted({script, cut, ...sentences(ownerOfWait(cut.node, scene), member)})),
    ...(rest === undefined ? [] : [notUnderstood(script, rest)]),
  ];
}

function sentences(owner: Owner | undefined, {role}: Member): {removable: string | undefined; advice: string} {
  if (owner?.type !== 'Native') {
    const title = owner?.type === 'Classic' ? owner.title : 'a sidecar';
    return {
      removable: undefined,
      advice: `The script waits for ${title}. It does no harm, and is useless once that is a native sidecar with a startup probe.`,
    };
  }
  const advice = owner.gated
    ? `The script waits for ${owner.title}, a native sidecar that starts first and holds this container back until it is up. The wait is part of something else here: take it out by hand.`
    : `The script waits for ${owner.title}, a native sidecar without a startup probe: give it one, and the wait can go. It does no harm.`;
  if (!owner.gated || role !== 'App') return {removable: undefined, advice};
  return {
    removable: `The script waits for ${owner.title}, a native sidecar that starts first and holds this container back until it is up.`,
    advice,
  };
}

/** Whom a loop, or a request that tries again by itself, waits for and does nothing else. */
function ownerOfWait(node: SyntaxNode, scene: Scene): Owner | undefined {
  const probes = node.type === 'While' ? probesOfLoop(node) : retried(node);
  const owners = probes.map(({port}) => ownerOfPort(port, scene));
  if (owners.length === 0 || owners.some(({type}) => type === 'Other')) return undefined;
  return (
    owners.find(({type}) => type === 'Classic') ?? owners.find(one => one.type === 'Native' && !one.gated) ?? owners[0]
  );
}

type Loop = Extract<SyntaxNode, {type: 'While'}>;

function probesOfLoop({clause, body, kind}: Loop): readonly LocalRequest[] {
  const [condition, ...more] = clause.commands;
  if (condition === undefined || more.length > 0 || condition.background === true) return [];
  if (!body.commands.every(({command, background}) => background !== true && isIdle(command))) return [];
  return probesOf(condition.command, kind);
}

/** `until curl …`, `while ! curl …`, `until [ "$(curl …)" = 200 ]`. */
function probesOf(node: SyntaxNode, kind: Loop['kind']): readonly LocalRequest[] {
  if (node.type === 'Pipeline') return probesInNegation(node, kind);
  if (node.type === 'TestCommand' || isTest(node)) return probesInTest(node);
  return node.type === 'Command' && kind === 'until' ? probe(node) : [];
}

type Negated = Extract<SyntaxNode, {type: 'Pipeline'}>;

function probesInNegation({commands, prefixes}: Negated, kind: Loop['kind']): readonly LocalRequest[] {
  const [command, ...more] = commands;
  const [prefix, ...others] = prefixes;
  if (command === undefined || more.length > 0 || prefix?.type !== 'Negation' || others.length > 0) return [];
  return probesOf(command, kind === 'until' ? 'while' : 'until');
}

function isTest(node: SyntaxNode): boolean {
  return node.type === 'Command' && /^(?:\[|test)$/.test(node.name?.text ?? '');
}

/** A test of nothing but what requests answer. */
function probesInTest(node: SyntaxNode): readonly LocalRequest[] {
  const nodes = nodesOf(node);
  if (nodes.some(({type}) => type === 'ParameterExpansion' || type === 'SimpleExpansion')) return [];
  const commands = nodes.filter(one => one.type === 'Command' && one !== node);
  const found = commands.map(one => (one.type === 'Command' ? probe(one) : []));
  return found.every(one => one.length === 1) ? found.flat() : [];
}

/** `curl --retry 30 --retry-connrefused …`, alone. */
function retried(node: SyntaxNode): readonly LocalRequest[] {
  if (node.type !== 'Command' || !node.args.some(word => word.text.startsWith('--retry'))) return [];
  return probe(node);
}

function probe(command: Command): readonly LocalRequest[] {
  const request = localRequest(command);
  const isReady = request !== undefined && /^$|ready|startup|health|server_info|^\/$/.test(request.path);
  return isReady ? [request] : [];
}

function notUnderstood(script: PlacedScript, evidence: string): Found {
  return {
    verdict: 'Advice',
    message:
      'The script asks a sidecar whether it is ready, in a way that is not understood here. A native sidecar with a startup probe is up before the app starts, and the question can go; it does no harm.',
    path: script.path,
    evidence,
  };
}
