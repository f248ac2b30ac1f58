import {matchesGlob} from '../glob.ts';
import {stringAt} from '../json.ts';
import type {Placed} from '../selection.ts';
import {CATALOG} from './catalog.ts';
import type {Injector} from './injector.ts';
import type {Profile} from './profile.ts';
import {recognises} from './recognises.ts';

/** Keys of the pod template's labels and annotations. */
export type Marks = Readonly<Record<string, string>>;

/** The injector that a container belongs to, as far as its name, its image and the pod template's marks say. */
export function injectorOf(placed: Placed, marks: Marks): Injector | undefined {
  return CATALOG.find(profile => {
    if (!addsIt(profile, placed)) return false;
    const onlyWith = profile.injector?.onlyWith;
    return onlyWith === undefined || anyMatches(onlyWith, Object.keys(marks));
  })?.injector;
}

/** Whether it is a container like those that the product's injector adds. */
export function addsIt(profile: Profile, placed: Placed): boolean {
  const {injector} = profile;
  if (injector === undefined) return false;
  return injector.names === undefined ? recognises(profile, placed) : anyMatches(injector.names, [placed.name]);
}

/** The product whose command line writes such a container into manifests, settings for a classic sidecar included. */
export function writtenByCommand(placed: Placed): Profile | undefined {
  return CATALOG.find(profile => profile.injector?.byHand !== undefined && addsIt(profile, placed));
}

const CUSTOMIZED = new Set(CATALOG.map(({injector}) => injector?.customizedBy));

/** Whether a container only holds settings for the one that an injector will add, which decides where that one goes. */
export function isInjectionCustomization({name, container}: Placed): boolean {
  const image = stringAt(container, 'image') ?? '';
  return CUSTOMIZED.has(name) && (image === '' || image === 'auto');
}

/** The annotations of namespaces by which injectors go. */
export const NAMESPACE_ANNOTATIONS: ReadonlySet<string> = new Set(
  CATALOG.flatMap(({injector}) => [
    ...(injector?.asked ?? []).flatMap(({on, key}) => (on === 'namespace annotation' ? [key] : [])),
    ...(injector?.native ?? []).flatMap(way => ('alsoOnNamespace' in way ? [way.annotation] : [])),
  ]),
);

function anyMatches(globs: readonly string[], texts: readonly string[]): boolean {
  return globs.some(glob => texts.some(text => matchesGlob(glob, text)));
}
