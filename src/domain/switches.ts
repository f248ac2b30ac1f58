import {DELEGATED_ANNOTATION} from '../api/constants.ts';
import {CATALOG} from './catalog/catalog.ts';
import {switchesOf} from './catalog/injector.ts';
import type {Profile} from './catalog/profile.ts';
import type {Injected} from './injected.ts';
import {isObject, stringMapAt, type JsonObject} from './json.ts';
import type {SidecarRule} from './policy.ts';
import {annotationsOf, type Workload} from './workload.ts';

/** Annotations of a pod template by which injectors are told to add native sidecars ("switches"; ADR 0016). */
export interface Switches {
  /** To be set to "true" now. */
  readonly set: readonly string[];
  /** Those that Outrigger has set, `set` among them: the mark on the workload once this is written. */
  readonly mark: readonly string[];
}

export const NO_SWITCHES: Switches = {set: [], mark: []};

const KNOWN: ReadonlyMap<string, Profile> = new Map(
  CATALOG.flatMap(profile => switchesFrom(profile).map(annotation => [annotation, profile] as const)),
);

/** What must be set for the sidecars that can be switched. */
export function switchesFor(workload: Workload, injected: readonly Injected[]): Switches {
  const set = injected.flatMap(({mode}) => (mode.type === 'Switchable' ? mode.annotations : []));
  return {set, mark: [...new Set([...switchesSet(workload), ...set])]};
}

/** The switches that Outrigger has set, by its mark; what the catalog does not know is none, whoever wrote the mark. */
export function markedSwitches(workload: Pick<Workload, 'metadata'>): readonly string[] {
  const text = annotationsOf(workload)[DELEGATED_ANNOTATION] ?? '';
  return text.split(',').filter(annotation => KNOWN.has(annotation));
}

/** Those of them that are as Outrigger has set them: only these are its to take away. */
export function switchesSet(workload: Workload): readonly string[] {
  return markedSwitches(workload).filter(annotation => isOn(workload, annotation));
}

/** The switches that a conversion by these rules would have set, for manifests, which have no mark. */
export function presumedSwitches(workload: Workload, rules: readonly SidecarRule[]): readonly string[] {
  const products = new Set(rules.map(({profile}) => profile));
  return [...KNOWN].flatMap(([annotation, {id}]) =>
    products.has(id) && isOn(workload, annotation) ? [annotation] : [],
  );
}

/** The value of the mark; undefined: there is to be none. */
export function printSwitches(mark: readonly string[]): string | undefined {
  return mark.length === 0 ? undefined : mark.join(',');
}

/** The products whose injectors these annotations tell. */
export function productsOf(switches: readonly string[]): readonly Profile[] {
  return [...new Set(switches.flatMap(annotation => KNOWN.get(annotation) ?? []))];
}

/** A pod template's metadata with these switches on. */
export function withSwitches(metadata: JsonObject, set: readonly string[]): JsonObject {
  if (set.length === 0) return metadata;
  const on = Object.fromEntries(set.map(annotation => [annotation, 'true']));
  return {...metadata, annotations: {...stringMapAt(metadata, 'annotations'), ...on}};
}

/** A pod template's metadata without these annotations, nor an empty map where they were all. */
export function withoutSwitches(metadata: JsonObject, off: readonly string[]): JsonObject {
  const {annotations, ...others} = metadata;
  if (off.length === 0 || !isObject(annotations)) return metadata;
  const kept = Object.entries(annotations).filter(([annotation]) => !off.includes(annotation));
  return kept.length === 0 ? others : {...others, annotations: Object.fromEntries(kept)};
}

function switchesFrom({injector}: Profile): readonly string[] {
  return injector === undefined ? [] : switchesOf(injector);
}

function isOn({template}: Workload, annotation: string): boolean {
  return stringMapAt(template.metadata, 'annotations')[annotation] === 'true';
}
