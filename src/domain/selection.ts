import type {Profile} from './catalog/profile.ts';
import type {JsonObject} from './json.ts';
import type {SidecarRule} from './policy.ts';

/** Which containers of a pod spec a policy's rules govern. */
export interface Selection {
  /** Classic containers that a rule governs, in the order of `containers`. */
  readonly candidates: readonly Candidate[];
  /** Containers that no rule matches, in the order of `containers`; settings for an injector are none. */
  readonly mains: readonly Placed[];
  /** Native sidecars that a rule governs, in the order of `initContainers`. */
  readonly natives: readonly Candidate[];
}

export interface Placed {
  readonly container: JsonObject;
  readonly name: string;
  /** Index in the list it was found in. */
  readonly index: number;
}

export interface Candidate extends Placed {
  readonly rule: SidecarRule;
  /** Index in `policy.sidecars`. */
  readonly ruleIndex: number;
  readonly profile?: Profile;
}
