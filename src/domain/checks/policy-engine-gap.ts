import {finding} from '../finding.ts';
import type {Check} from './check.ts';

const NAMED = 3;

/** Rules that read `containers` alone do not see a native sidecar (kyverno/policies#951, gatekeeper#3529). */
export const policyEngineGap: Check = {
  code: 'PolicyEngineGap',
  check: ({facts: {blindPolicies = []}, moves}) => {
    if (blindPolicies.length === 0 || moves.length === 0) return [];
    const named = blindPolicies.slice(0, NAMED).map(({kind, name}) => `${kind} ${name}`);
    const rest = blindPolicies.length - named.length;
    const names = moves.map(move => move.candidate.name).join(', ');
    const message = `Admission rules read containers but not initContainers (${named.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}), so they no longer look at ${names} after the conversion. Extend them to initContainers first, or what they guard against could pass there unseen.`;
    return [finding('PolicyEngineGap', message)];
  },
};
