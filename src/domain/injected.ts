import {profileById} from './catalog/catalog.ts';
import {injectionAsked, type InjectionMarks} from './catalog/injection.ts';
import {switchesOf, type Injector} from './catalog/injector.ts';
import {addsIt, isInjectionCustomization} from './catalog/injectors.ts';
import type {Annotations, Profile} from './catalog/profile.ts';
import {placedIn} from './containers.ts';
import type {Facts} from './facts.ts';
import {matchesGlob} from './glob.ts';
import {stringMapAt, type JsonObject} from './json.ts';
import type {SidecarRule} from './policy.ts';
import {select} from './select.ts';
import type {Workload} from './workload.ts';

/** A sidecar that is not in the pod template: an injector adds it when a pod is created. */
export interface Injected {
  readonly profile: Profile;
  readonly injector: Injector;
  /** Of the rule that governs it, in `policy.sidecars`. */
  readonly ruleIndex: number;
  readonly mode: InjectionMode;
}

/** Whether its injector makes it native. */
export type InjectionMode =
  /** It is told to, on the pod template or on the namespace. */
  | {readonly type: 'Switched'}
  /** It can be told to; each of the annotations is what some versions read. */
  | {readonly type: 'Switchable'; readonly annotations: readonly string[]}
  /** It is told not to, by this annotation. */
  | {readonly type: 'SwitchedOff'; readonly annotation: string}
  /** Newer versions do it by themselves; a pod cannot ask for it. */
  | {readonly type: 'Upgrade'}
  | {readonly type: 'NoSwitch'};

/**
 * The sidecars that injectors will add to the pods of a workload, as far as labels and annotations say, and that a rule
 * governs by its profile.
 */
export function injectedInto(workload: Workload, rules: readonly SidecarRule[], facts: Facts): readonly Injected[] {
  const products = injectablesOf(rules);
  if (products.length === 0) return [];
  const {spec} = workload.template;
  const marks = injectionMarksOf(workload, facts);
  const injected = products.filter(product => isInjected(product, spec, marks));
  // A gateway is its proxy: what an injector fills in there is the app itself.
  if (injected.length === 0 || select(spec, rules).mains.length === 0) return [];
  return injected.map(product => ({...product, mode: modeOf(product.injector, marks)}));
}

/** A product whose sidecar a rule would govern if an injector added it. */
export type Product = Omit<Injected, 'mode'>;

/** What was asked last, and the answer: every workload of a policy asks the same. */
let last: {readonly rules: readonly SidecarRule[]; readonly products: readonly Product[]} | undefined;

/** The products with an injector that the rules name, each under the first rule that does. */
export function injectablesOf(rules: readonly SidecarRule[]): readonly Product[] {
  if (last?.rules === rules) return last.products;
  const found = rules.flatMap((rule, ruleIndex) => productOf(rule, ruleIndex));
  const products = found.filter(({profile}, index) => found.findIndex(one => one.profile === profile) === index);
  last = {rules, products};
  return products;
}

export function injectionMarksOf({template: {metadata}}: Workload, facts: Facts): InjectionMarks {
  return {
    'pod label': stringMapAt(metadata, 'labels'),
    'pod annotation': stringMapAt(metadata, 'annotations'),
    'namespace label': facts.namespaceLabels,
    'namespace annotation': facts.namespaceAnnotations ?? {},
  };
}

/** Globs on the name of the container that is added; empty: its image alone tells. */
export function namesOf({profile, injector}: Pick<Injected, 'profile' | 'injector'>): readonly string[] {
  return injector.names ?? profile.names;
}

/** An image that is not there yet can match nothing, so such a rule governs nothing that an injector adds. */
function productOf({profile: id, match}: SidecarRule, ruleIndex: number): readonly Product[] {
  const profile = id === undefined ? undefined : profileById(id);
  const injector = profile?.injector;
  if (profile === undefined || injector?.asked === undefined) return [];
  const product = {profile, injector, ruleIndex};
  if (match === undefined) return [product];
  const isNamed = match.names.some(glob => namesOf(product).some(name => matchesGlob(glob, name)));
  return isNamed && match.images.length === 0 ? [product] : [];
}

function isInjected({profile, injector}: Product, spec: JsonObject, marks: InjectionMarks): boolean {
  const answer = injectionAsked(injector, marks);
  if (answer === 'Declined' || (answer === 'Open' && !isExpected(injector, spec))) return false;
  if (injector.skipsHostNetwork === true && spec['hostNetwork'] === true) return false;
  const present = [...placedIn(spec, 'containers'), ...placedIn(spec, 'initContainers')];
  return !present.some(placed => !isInjectionCustomization(placed) && addsIt(profile, placed));
}

/** Nobody writes settings for a sidecar that is not to come. */
function isExpected({customizedBy}: Injector, spec: JsonObject): boolean {
  if (customizedBy === undefined) return false;
  return placedIn(spec, 'containers').some(placed => placed.name === customizedBy && isInjectionCustomization(placed));
}

function modeOf(injector: Injector, marks: InjectionMarks): InjectionMode {
  const annotations = switchesOf(injector);
  if (annotations.length === 0) return {type: injector.native.length > 0 ? 'Upgrade' : 'NoSwitch'};
  const set =
    setIn(annotations, marks['pod annotation']) ?? setIn(onNamespace(injector), marks['namespace annotation']);
  if (set === undefined) return {type: 'Switchable', annotations};
  return set.value === 'true' ? {type: 'Switched'} : {type: 'SwitchedOff', annotation: set.annotation};
}

function onNamespace({native}: Injector): readonly string[] {
  return native.flatMap(way => ('annotation' in way && way.alsoOnNamespace === true ? [way.annotation] : []));
}

/** The newest of the annotations that is there. */
function setIn(annotations: readonly string[], given: Annotations) {
  const annotation = annotations.find(each => Object.hasOwn(given, each));
  return annotation === undefined ? undefined : {annotation, value: given[annotation]?.toLowerCase()};
}
