import {LAST_APPLIED_ANNOTATION} from '../../api/constants.ts';
import {finding} from '../finding.ts';
import {applyManagersOf, declarativeOwner} from '../ownership.ts';
import {annotationsOf} from '../workload.ts';
import type {Check, CheckInput} from './check.ts';

/**
 * Client-side apply computes its patch against `containers`, where the moved container no longer is, so some later
 * edits of it cannot be expressed. It holds the conversion up until it is acknowledged, and is only of interest where
 * NeedsAdmission does not stop the conversion anyway.
 */
export const clientSideApply: Check = {
  code: 'ClientSideApply',
  check: input => {
    const {facts, policy, delivery} = input;
    const kept = facts.admission.templates || policy.acknowledge.includes('NeedsAdmission');
    return kept && delivery === 'Template' && isAppliedClientSide(input) ? [findingFor(input)] : [];
  },
};

/** Helm 3 always, Helm 4 only with --server-side=false; a field manager that applies the container is none. */
function isAppliedClientSide({workload, moves}: CheckInput): boolean {
  const names = moves.map(move => move.candidate.name);
  if (names.length === 0 || names.some(name => applyManagersOf(workload, name).length > 0)) return false;
  return (
    Object.hasOwn(annotationsOf(workload), LAST_APPLIED_ANNOTATION) ||
    declarativeOwner(workload, names)?.tool === 'Helm'
  );
}

function findingFor({moves}: CheckInput) {
  const names = moves.map(move => move.candidate.name).join(', ');
  const message = `This object is applied from the client side, which cannot make every later change to ${names} once moved: a removed env entry, for one, stays with an empty value, and Helm reports success. Apply it with --server-side, let pods be converted when they are created (delivery: Pod), or acknowledge ClientSideApply.`;
  return finding('ClientSideApply', message);
}
