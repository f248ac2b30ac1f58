import {PAUSED_ANNOTATION} from '../api/constants.ts';
import {stringAt} from './json.ts';
import type {Policy} from './policy.ts';

/** What `outrigger pause` holds back (ADR 0022). */
export interface Paused {
  /** This policy alone, or all there are. */
  readonly scope: 'Policy' | 'Everything';
  /** What the mark says: since when, by whom, why. People may have written it by hand. */
  readonly note: string;
}

/** Longer ones are cut: they end up in conditions. */
const LONGEST_NOTE = 256;

/**
 * What the pause annotation of an object says; undefined: it is not paused. Any value pauses but `false`, so that
 * `kubectl annotate` does, too.
 */
export function pauseNote(object: unknown): string | undefined {
  const note = stringAt(object, 'metadata', 'annotations', PAUSED_ANNOTATION);
  return note === undefined || note === 'false' ? undefined : note.slice(0, LONGEST_NOTE);
}

/** The policy as it is while it is held back: as if suspended. Its own pause comes before that of everything. */
export function heldBack<P extends Policy>(policy: P, paused: Paused | undefined): P {
  return paused === undefined || policy.paused !== undefined ? policy : {...policy, suspend: true, paused};
}

/** For conditions and findings: why nothing starts, and what to do about it. */
export function pauseSentence({scope, note}: Paused): string {
  const what = scope === 'Everything' ? 'everything is paused' : 'the policy is paused';
  return `${what}${note === '' ? '' : ` (${note})`}: outrigger resume lets it go on`;
}
