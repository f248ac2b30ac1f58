import type {SidecarRule} from '../../domain/policy.ts';
import {globPattern, isRegular} from './globs.ts';
import type {UnitRule} from './rules.ts';

/** The pod that a policy must be able to afford: more containers than people run, with long image references. */
const CONTAINERS = 50;
const IMAGE_LENGTH = 300;
const NAME_LENGTH = 63;
/** Cost of reaching a value and calling a function on it. */
const CALL = 4;

/**
 * At most what it costs to find the rules of the containers of a large pod, in the API server's units: in
 * `matches` each ten characters of text count as often as four of the pattern (apiserver pkg/cel/library/cost.go).
 */
export function matchCost(rules: readonly UnitRule[]): number {
  return CONTAINERS * rules.reduce((sum, one) => sum + costOf(one), 0);
}

function costOf({rule, profile}: UnitRule): number {
  const {names, images}: NonNullable<SidecarRule['match']> = rule.match ?? profile ?? {names: [], images: []};
  return costOfGlobs(names, NAME_LENGTH) + costOfGlobs(images, IMAGE_LENGTH);
}

function costOfGlobs(globs: readonly string[], length: number): number {
  return globs.reduce((sum, glob) => sum + CALL + costOfGlob(glob, length), 0);
}

function costOfGlob(glob: string, length: number): number {
  const traversal = Math.ceil((length + 1) * 0.1);
  if (isRegular(glob)) return traversal * Math.ceil(globPattern(glob).length * 0.25);
  const isPart = glob.startsWith('*') && glob.endsWith('*');
  return Math.ceil(glob.length * 0.1) * (isPart ? traversal : 1);
}
