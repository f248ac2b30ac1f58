import {objectsAt, stringAt} from '../json.ts';
import {kubexitNames, kubexitSidecars} from '../kubexit.ts';
import type {Detector, Found} from './detector.ts';
import {pathOf} from './edits.ts';
import {kubexitLeftovers} from './kubexit.ts';
import {isGated, ownerByTitle, type Owner} from './products.ts';
import type {Member, Scene} from './scene.ts';
import {wrapperCalls, type Wrapper, type WrapperCall} from './wrapper-call.ts';

/** W6: a program that starts the app when the sidecar is up and ends the sidecar, or itself, when the app has ended. */
export const wrapper: Detector = {
  id: 'W6',
  find: scene => {
    const calls = scene.members.flatMap(wrapperCalls);
    const found = calls.map(call => inCall(call, scene));
    return [...withLeftovers(found, calls, scene), ...hintsIn(scene, calls)];
  },
};

function inCall({wrapper, path, evidence, edits}: WrapperCall, scene: Scene): Found {
  const owner = ownerFor(wrapper, scene);
  const must =
    wrapper === 'kubexit'
      ? ' It must go with the conversion: kubexit looks for its neighbours among the ordinary containers and never finds a native sidecar. Where it waits until the sidecar is ready, give that a startup probe (in a policy startup.gate: Readiness does).'
      : '';
  if (owner.type === 'Native' && edits !== undefined && edits.length > 0) {
    const message = `${wrapper} waits for the sidecar and ends it, which Kubernetes now does by itself; only the program that it starts stays.${must}`;
    return {verdict: 'Removable', message, path, evidence, edits};
  }
  const hint = wrapper === 'kubexit' ? kubexitHint(scene) : '';
  const message = `${wrapper} waits for a sidecar or ends it. Once that is a native sidecar, with a startup probe, Kubernetes does both: start the program without it.${must}${hint}`;
  return {verdict: 'Advice', message, path, evidence};
}

/** Whom its variables call a sidecar, where nobody else does. */
function kubexitHint({spec, members}: Scene): string {
  const natives = new Set(members.filter(({role}) => role === 'Sidecar').map(({name}) => name));
  const names = kubexitSidecars(spec).filter(name => !natives.has(name));
  if (names.length === 0) return '';
  return ` By its variables a sidecar is here: ${names.join(', ')}. A policy that names it (match: {names: [${names.join(', ')}]}) makes it a native one.`;
}

const MESHES: Readonly<Record<Exclude<Wrapper, 'kubexit'>, readonly string[]>> = {
  scuttle: ['Istio'],
  'envoy-preflight': ['Istio', 'Envoy'],
  'linkerd-await': ['Linkerd'],
  watchkiller: [],
};

/**
 * kubexit's sidecars are those that die with another container: all of them must be native. What it lets a container
 * wait for must hold that back by itself then.
 */
function ownerFor(wrapper: Wrapper, scene: Scene): Owner {
  if (wrapper !== 'kubexit') {
    const owners = MESHES[wrapper].map(title => ownerByTitle(title, scene));
    return owners.find(one => one.type === 'Native' && one.gated) ?? {type: 'Other'};
  }
  const mortal = scene.members.filter(member => variableOf(member, /^KUBEXIT_DEATH_DEPS$/) !== undefined);
  const isReady = mortal.length > 0 && mortal.every(({role}) => role === 'Sidecar') && awaited(scene).every(holds);
  return isReady ? {type: 'Native', title: 'the sidecar', gated: false} : {type: 'Other'};
}

/** The containers that kubexit waits for; undefined: one that is not there. */
function awaited({members}: Scene): readonly (Member | undefined)[] {
  const names = members.flatMap(({container}) => kubexitNames(container, 'KUBEXIT_BIRTH_DEPS'));
  return names.map(name => members.find(one => one.name === name));
}

function holds(member: Member | undefined): boolean {
  return member?.role === 'Sidecar' && isGated(member);
}

function withLeftovers(found: readonly Found[], calls: readonly WrapperCall[], scene: Scene): readonly Found[] {
  const kubexits = calls.filter(({wrapper}) => wrapper === 'kubexit');
  const at = calls.findIndex(({wrapper}) => wrapper === 'kubexit');
  const isAll = found.every((one, index) => calls[index]?.wrapper !== 'kubexit' || one.verdict === 'Removable');
  const first = found[at];
  if (!isAll || first?.verdict !== 'Removable') return found;
  return found.with(at, {...first, edits: [...first.edits, ...kubexitLeftovers(scene, kubexits)]});
}

const HINT = /^(?:KUBEXIT_|SCUTTLE_|KILLER_WATCH_FILE$|ENVOY_ADMIN_API$|ISTIO_QUIT_API$)/;

/** A wrapper in an image's entrypoint is not seen in the manifest, its variables are. */
function hintsIn({members}: Scene, calls: readonly WrapperCall[]): readonly Found[] {
  if (calls.length > 0) return [];
  return members.flatMap((member): readonly Found[] => {
    const hint = variableOf(member, HINT);
    if (hint === undefined) return [];
    return [
      {
        verdict: 'Advice',
        message: `The variable ${hint} is for a program that waits for a sidecar and ends it. Its call is not in the manifest, so it may be the entrypoint of the image: with a native sidecar it is useless, and kubexit must go.`,
        path: pathOf([...member.keys, 'env']),
        evidence: hint,
      },
    ];
  });
}

function variableOf({container}: Member, name: RegExp): string | undefined {
  const entry = objectsAt(container, 'env').find(one => typeof one['name'] === 'string' && name.test(one['name']));
  return stringAt(entry, 'name');
}
