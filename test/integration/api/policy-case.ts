import type {JsonObject} from '../../../src/domain/json.ts';
import type {Policy} from '../../../src/domain/policy.ts';

/** A policy to try on the API server. */
export interface PolicyCase {
  /** Completes "takes …" or "refuses …". */
  readonly title: string;
  /** Default: SidecarPolicy. */
  readonly kind?: Policy['kind'];
  readonly name?: string;
  readonly spec: JsonObject;
}

/** A policy that must be refused, and what the answer must say. */
export interface WrongPolicy extends PolicyCase {
  /** The path that the answer names. */
  readonly field: string;
  /** A part of the answer: what is wrong, or the remedy. */
  readonly says: string;
}
