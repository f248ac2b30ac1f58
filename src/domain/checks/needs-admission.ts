import type {Facts} from '../facts.ts';
import {finding} from '../finding.ts';
import {declarativeOwner, hasController} from '../ownership.ts';
import type {Check, CheckInput} from './check.ts';
import {isPodDelivery} from './pod-delivery.ts';

/**
 * Conversions that do not last, or cannot be made, without an admission policy. After a move in the stored object the
 * next apply of the old manifest is refused: "Duplicate value" (names are unique over both lists), and in Flux the
 * whole Kustomization with it.
 */
export const needsAdmission: Check = {
  code: 'NeedsAdmission',
  check: input => {
    // ControllerOwned says it of those, and nobody can convert their manifests.
    if (input.moves.length === 0 || hasController(input.workload) || isPodDelivery(input)) return [];
    const why = isImmutable(input) ? immutable(input) : reapplied(input);
    return why === undefined ? [] : [finding('NeedsAdmission', why)];
  },
};

function isImmutable({workload: {kind}}: CheckInput): boolean {
  return kind === 'Job' || kind === 'Pod';
}

function immutable({workload: {kind}, facts}: CheckInput): string {
  const object = kind === 'Job' ? "A Job's pod template" : "A Pod's list of containers";
  const stuck = kind === 'Job' ? ' (if it hangs on its sidecar, jobs.mode: Enforce finishes it)' : '';
  return `${object} cannot be changed once it exists, and pods are not converted when they are created${because(facts)}. Convert the manifest instead with \`outrigger convert\` and create the object from it${stuck}.`;
}

function reapplied({workload, moves, facts}: CheckInput): string | undefined {
  const names = moves.map(move => move.candidate.name);
  const owner = declarativeOwner(workload, names);
  if (owner === undefined || facts.admission.templates) return undefined;
  return `${owner.tool} will apply this object again (${owner.evidence}), and once ${names.join(', ')} has moved, the API server refuses the old manifest with "Duplicate value". Convert the manifest itself with \`outrigger convert\`, where it is kept; ${podsInstead(facts)}; or install the keep policy (\`kubectl apply -k config/admission\`, Kubernetes 1.36) and set delivery: Template.`;
}

function podsInstead(facts: Facts): string {
  return facts.admission.pods
    ? 'or have its pods converted when they are created (delivery: Pod), which leaves the object as it is'
    : `or have its pods converted when they are created, which is not possible here yet${because(facts)}`;
}

function because({admission: {podsLack}}: Facts): string {
  return podsLack === undefined ? '' : `: ${podsLack}`;
}
