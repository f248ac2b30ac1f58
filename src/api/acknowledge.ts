import {FINDING_CODES, type FindingCode} from './codes.ts';

/**
 * Blocks that no acknowledgement lifts, because no working pod could come out: the API server refuses the result,
 * the cluster cannot run it, it could not be undone, or an admission policy cannot hold it.
 */
const NEVER = [
  'NoMainContainer',
  'ServerTooOld',
  'UnsupportedField',
  'NameTaken',
  'RecordTooLarge',
  'PodPolicyTooLarge',
  'TooManyExclusions',
] as const;

/** Warnings that block one delivery until they are acknowledged (Template, where kubectl apply or Helm edits the object). */
const BLOCKS_A_DELIVERY = ['ClientSideApply'] as const;

/** The codes that `spec.acknowledge` takes: the enum of the CRD, in the order of {@link FINDING_CODES}. */
export const ACKNOWLEDGEABLE_CODES: readonly FindingCode[] = Object.keys(FINDING_CODES).filter(isAcknowledgeable);

/** Whether a policy may lift this code's block by listing it in `spec.acknowledge`. */
export function isAcknowledgeable(code: string): code is FindingCode {
  if (NEVER.some(never => never === code)) return false;
  if (BLOCKS_A_DELIVERY.some(warning => warning === code)) return true;
  return Object.entries(FINDING_CODES).some(([known, severity]) => known === code && severity === 'block');
}
