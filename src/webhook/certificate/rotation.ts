import {SKEW} from './issue.ts';
import {isGoodFor, validity} from './key-pair.ts';
import type {Material} from './material.ts';

/** What is to be done about the certificate now. */
export type RotationStep =
  /** There is none, or it has ended: a new one is served at once. */
  | 'Begin'
  | 'Keep'
  /** A new one is made, and its authority is told to the API servers; it is not served yet. */
  | 'Stage'
  /** The new one is served. The old authority still counts: not every replica has the new one at the same moment. */
  | 'Promote';

/** What a certificate is judged by. */
export interface RotationNeeds {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How long API servers may take to notice another `caBundle`. */
  readonly stageSeconds: number;
  /** Names and addresses for which the certificate must be good. */
  readonly hosts: readonly string[];
  /** The webhook configuration has all authorities of the material. */
  readonly isTold: boolean;
}

/** A certificate is followed by another one after this part of its life. */
const RENEWED_AFTER = 2 / 3;

export function rotationStep(material: Material | undefined, needs: RotationNeeds): RotationStep {
  const {now, stageSeconds, hosts, isTold} = needs;
  if (material === undefined) return 'Begin';
  const {from, to} = validity(material.current.cert);
  if (now >= to) return 'Begin';
  if (material.next !== undefined) {
    const stagedAt = validity(material.next.cert).from + SKEW;
    return isTold && now >= stagedAt + stageSeconds * 1000 ? 'Promote' : 'Keep';
  }
  const born = from + SKEW;
  const isOld = now >= born + (to - born) * RENEWED_AFTER;
  return isOld || !isGoodFor(material.current.cert, hosts) ? 'Stage' : 'Keep';
}

/** Those that vouch for something yet. */
export function livingAuthorities(authorities: readonly string[], now: number): readonly string[] {
  return authorities.filter(each => validity(each).to > now);
}
