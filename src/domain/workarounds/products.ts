import {consul} from '../catalog/consul.ts';
import {dapr} from '../catalog/dapr.ts';
import {istio} from '../catalog/istio.ts';
import {linkerd} from '../catalog/linkerd.ts';
import type {Profile} from '../catalog/profile.ts';
import {objectsAt, stringAt, stringsAt, valueAt} from '../json.ts';
import type {Member, Scene} from './scene.ts';

/** A sidecar as the scripts of its neighbours know it: by ports on localhost and by process names. */
interface Product {
  readonly title: string;
  readonly name: RegExp;
  readonly image: RegExp;
  /** Of its admin, status and health endpoints. */
  readonly ports: readonly number[];
  readonly programs: readonly string[];
  /** Annotations of the pod that make its injector add a native sidecar. */
  readonly nativeBy: readonly string[];
  /** Its injector gives it a startup probe, so that it holds back the app when it is native. */
  readonly gated: boolean;
}

/** Ports and names from the projects' documentation and code; their sidecars may also be written in the manifest. */
const PRODUCTS: readonly Product[] = [
  {
    title: 'Istio',
    name: /^istio-proxy$/,
    image: /(?:^|\/)proxyv2(?:[:@-]|$)/,
    ports: [15000, 15004, 15020, 15021],
    programs: ['pilot-agent', 'envoy'],
    nativeBy: switchesOf(istio),
    gated: true,
  },
  {
    title: 'Linkerd',
    name: /^linkerd-proxy$/,
    image: /(?:^|\/)(?:linkerd|buoyantio)\/proxy(?:[:@]|$)/,
    ports: [4191],
    programs: ['linkerd2-proxy'],
    nativeBy: switchesOf(linkerd),
    gated: true,
  },
  {
    title: 'the Cloud SQL Auth Proxy',
    name: /^(?:cloud-?sql-proxy|csql-.*)$/,
    image: /(?:^|\/)(?:cloud-sql-proxy|gce-proxy)(?:[:@]|$)/,
    ports: [9091, 9801],
    programs: ['cloud_sql_proxy', 'cloud-sql-proxy'],
    nativeBy: [],
    gated: false,
  },
  {
    title: 'Vault Agent',
    name: /^vault-agent$/,
    image: /(?:^|\/)vault(?:-enterprise)?(?:[:@]|$)/,
    ports: [8200],
    programs: ['vault'],
    nativeBy: [],
    gated: false,
  },
  {
    title: 'Dapr',
    name: /^daprd$/,
    image: /(?:^|\/)daprd(?:[:@]|$)/,
    ports: [3500, 3501],
    programs: ['daprd'],
    nativeBy: switchesOf(dapr),
    gated: false,
  },
  {
    title: 'Consul',
    name: /^consul-dataplane(?:-.*)?$/,
    image: /(?:^|\/)consul-dataplane(?:-ubi)?(?:[:@]|$)/,
    ports: [20600],
    programs: ['consul-dataplane'],
    nativeBy: switchesOf(consul),
    gated: true,
  },
  {
    title: 'Envoy',
    name: /^(?:envoy|envoy-proxy|kuma-sidecar)$/,
    image: /(?:^|\/)(?:envoyproxy\/envoy[\w-]*|kuma-dp)(?:[:@]|$)/,
    ports: [9901],
    programs: ['envoy', 'kuma-dp'],
    nativeBy: [],
    gated: false,
  },
];

function switchesOf({injector}: Profile): readonly string[] {
  return injector?.native.flatMap(way => ('annotation' in way ? [way.annotation] : [])) ?? [];
}

/**
 * Whose a local port or a process is. `Native`: of a sidecar that Kubernetes starts before the app and stops after it.
 * `Classic`: of a known product of which that is not known here. `Other`: of nobody known.
 */
export type Owner =
  | {readonly type: 'Native'; readonly title: string; readonly gated: boolean}
  | {readonly type: 'Classic'; readonly title: string}
  | {readonly type: 'Other'};

export function ownerOfPort(port: number, scene: Scene): Owner {
  const product = PRODUCTS.find(one => one.ports.includes(port));
  const isApps = scene.members.some(
    one => one.role === 'App' && declares(one, port) && (product === undefined || !isOf(one, product)),
  );
  if (isApps) return {type: 'Other'};
  if (product !== undefined) return stateOf([product], scene);
  const member = sidecarsOf(scene).find(one => speaksOn(one, port));
  return member === undefined ? {type: 'Other'} : nativeOf(member);
}

export function ownerOfProgram(program: string, scene: Scene): Owner {
  const member = sidecarsOf(scene).find(one => programOf(one) === program);
  if (member !== undefined) return nativeOf(member);
  return stateOf(
    PRODUCTS.filter(one => one.programs.includes(program)),
    scene,
  );
}

/** The products that a wrapper waits for and quits, by their titles. */
export function ownerByTitle(title: string, scene: Scene): Owner {
  return stateOf(
    PRODUCTS.filter(one => one.title === title),
    scene,
  );
}

function stateOf(products: readonly Product[], scene: Scene): Owner {
  const [first] = products;
  if (first === undefined) return {type: 'Other'};
  for (const product of products) {
    const member = sidecarsOf(scene).find(one => isOf(one, product));
    if (member !== undefined) return nativeOf(member);
    const injected =
      [...scene.sidecars].some(name => product.name.test(name) && !scene.members.some(one => one.name === name)) ||
      product.nativeBy.some(annotation => scene.annotations[annotation] === 'true');
    if (injected) return {type: 'Native', title: product.title, gated: product.gated};
  }
  return {type: 'Classic', title: first.title};
}

function sidecarsOf(scene: Scene): readonly Member[] {
  return scene.members.filter(one => one.role === 'Sidecar');
}

function isOf({name, container}: Member, product: Product): boolean {
  return product.name.test(name) || product.image.test(stringAt(container, 'image') ?? '');
}

function nativeOf(member: Member): Owner {
  return {type: 'Native', title: member.name, gated: isGated(member)};
}

/** Whether a native sidecar holds back what starts after it. */
export function isGated({container}: Member): boolean {
  return ['startupProbe', 'lifecycle.postStart'].some(field => valueAt(container, ...field.split('.')) !== undefined);
}

function declares({container}: Member, port: number): boolean {
  return objectsAt(container, 'ports').some(one => one['containerPort'] === port);
}

/** A port that a container declares or that one of its arguments or variables ends with, e.g. `--admin-port=9092`. */
function speaksOn(member: Member, port: number): boolean {
  const {container, words} = member;
  const values = objectsAt(container, 'env').map(one => stringAt(one, 'value') ?? '');
  const named = new RegExp(`(?:^|[=: ])${port}$`);
  return declares(member, port) || [...words.map(one => one.text), ...values].some(text => named.test(text));
}

/** The program that a container's command names, without its folder. */
function programOf({container}: Member): string | undefined {
  return baseName(stringsAt(container, 'command')[0] ?? '');
}

export function baseName(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}
