import {stringAt} from '../json.ts';
import type {Detector, Found} from './detector.ts';
import {pathOf} from './edits.ts';
import {ownerByTitle} from './products.ts';
import type {Member, Scene} from './scene.ts';

/** A container that is only there to end another one. */
interface Helper {
  readonly pattern: RegExp;
  /** The sidecars that it ends, where that is known. */
  readonly ends: readonly string[];
}

const HELPERS: readonly Helper[] = [
  {pattern: /(?:^|\/)linkerd-proxy-terminator(?:[:@]|$)/, ends: ['Linkerd']},
  {pattern: /(?:^|\/)envoy-sidecar-helper(?:[:@]|$)/, ends: ['Istio', 'Envoy']},
  {pattern: /(?:^|\/)hwchiu\/terminator(?:[:@]|$)/, ends: []},
  {pattern: /(?:^|\/)(?:istio-job-cleaner|k8s-controller-sidecars)(?:[:@]|$)/, ends: []},
];

/** W7: a helper container that watches the app and ends the sidecar. */
export const helperContainer: Detector = {
  id: 'W7',
  find: scene => scene.members.flatMap(member => helperIn(member, scene)),
};

function helperIn(member: Member, scene: Scene): readonly Found[] {
  const image = stringAt(member.container, 'image') ?? '';
  const helper = HELPERS.find(({pattern}) => pattern.test(image) || pattern.test(member.name));
  if (helper === undefined) return [];
  const place = {path: pathOf(member.keys), evidence: image === '' ? member.name : image};
  const isUseless = helper.ends.some(title => ownerByTitle(title, scene).type === 'Native');
  if (isUseless && member.role === 'App' && hasOtherApp(member, scene)) {
    const message = `${member.name} only ends the sidecar once the app has ended, which Kubernetes now does by itself. What it was allowed to do (its Role and RoleBinding) can go, too.`;
    return [{verdict: 'Removable', message, edits: [{type: 'Delete', keys: member.keys}], ...place}];
  }
  const message = `${member.name} is there to end a sidecar once the app has ended. With a native sidecar Kubernetes does it: remove the container, and what it was allowed to do (its Role and RoleBinding).`;
  return [{verdict: 'Advice', message, ...place}];
}

/** A pod needs a container, and a Job one that does the work. */
function hasOtherApp(member: Member, {members}: Scene): boolean {
  return members.some(
    one =>
      one !== member &&
      one.role === 'App' &&
      !HELPERS.some(({pattern}) => pattern.test(one.name) || pattern.test(stringAt(one.container, 'image') ?? '')),
  );
}
