import {profileById} from './catalog/catalog.ts';
import {isInjectionCustomization, writtenByCommand} from './catalog/injectors.ts';
import {notSidecarOf} from './catalog/not-sidecars.ts';
import type {Profile} from './catalog/profile.ts';
import {recognises} from './catalog/recognises.ts';
import {nativesIn, placedIn} from './containers.ts';
import {matchesGlob, matchesImage} from './glob.ts';
import {stringAt, type JsonObject} from './json.ts';
import type {SidecarRule} from './policy.ts';
import type {Candidate, Placed, Selection} from './selection.ts';

/** What was asked last, and the answer: one look at a workload asks the same several times. */
let last:
  {readonly spec: JsonObject; readonly rules: readonly SidecarRule[]; readonly selection: Selection} | undefined;

/** Which containers of a pod spec the rules govern: rules in order, the first that matches a container has it. */
export function select(spec: JsonObject, rules: readonly SidecarRule[]): Selection {
  if (last?.spec !== spec || last.rules !== rules) last = {spec, rules, selection: selectAnew(spec, rules)};
  return last.selection;
}

function selectAnew(spec: JsonObject, rules: readonly SidecarRule[]): Selection {
  // Settings for an injector are no sidecar, and no app.
  const containers = placedIn(spec, 'containers').filter(placed => !isInjectionCustomization(placed));
  const candidates = containers.flatMap(placed => governed(placed, rules));
  const chosen = new Set(candidates.map(candidate => candidate.index));
  return {
    candidates,
    mains: containers.filter(placed => !chosen.has(placed.index)),
    natives: nativesIn(spec).flatMap(placed => governed(placed, rules)),
  };
}

/** Whether a rule could govern a container of this name, whatever its image (for recorded names that are gone). */
export function couldGovern(name: string, rules: readonly SidecarRule[]): boolean {
  return rules.some(rule => {
    const names = rule.match === undefined ? profileOf(rule)?.names : rule.match.names;
    return names !== undefined && matchesAnyName(names, name);
  });
}

function governed(placed: Placed, rules: readonly SidecarRule[]): readonly Candidate[] {
  const ruleIndex = rules.findIndex(rule => matches(rule, placed));
  const rule = rules[ruleIndex];
  if (rule === undefined) return [];
  // Whatever rule selects the proxy of a mesh: it needs the place and the gate that the mesh itself would give it.
  const profile = profileOf(rule) ?? writtenByCommand(placed);
  return [{...placed, rule, ruleIndex, ...(profile !== undefined && {profile})}];
}

/** `match` selects where it is given (names and images both, if both are), else what the profile recognises. */
function matches(rule: SidecarRule, placed: Placed): boolean {
  if (rule.match !== undefined) {
    const {names, images} = rule.match;
    const {name, container} = placed;
    const image = stringAt(container, 'image') ?? '';
    if (names.length === 0 && images.length === 0) return false;
    return (
      (names.length === 0 || matchesAnyName(names, name)) && (images.length === 0 || matchesAnyImage(images, image))
    );
  }
  const profile = profileOf(rule);
  // Istio's ztunnel, for one, runs in a container that is called as its sidecar is.
  return profile !== undefined && recognises(profile, placed) && notSidecarOf(placed) === undefined;
}

function profileOf(rule: SidecarRule): Profile | undefined {
  return rule.profile === undefined ? undefined : profileById(rule.profile);
}

function matchesAnyName(globs: readonly string[], name: string): boolean {
  return globs.some(glob => matchesGlob(glob, name));
}

function matchesAnyImage(globs: readonly string[], image: string): boolean {
  return globs.some(glob => matchesImage(glob, image));
}
