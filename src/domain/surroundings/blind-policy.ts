import type {BlindPolicy} from '../facts.ts';
import {stringAt} from '../json.ts';
import {textsIn} from './texts-in.ts';

/** Kinds of Kyverno, Gatekeeper and Kubernetes whose rules may read containers. */
const KINDS: Readonly<Record<string, RegExp>> = {
  ClusterPolicy: /^kyverno\.io\//,
  Policy: /^kyverno\.io\//,
  ValidatingPolicy: /^policies\.kyverno\.io\//,
  ConstraintTemplate: /^templates\.gatekeeper\.sh\//,
  ValidatingAdmissionPolicy: /^admissionregistration\.k8s\.io\//,
};

/** What fences Outrigger's own account looks at nobody else's writes (config/fence/). */
const OWN_FENCE = 'outrigger-fence-';

/**
 * An admission policy that reads `containers` and never `initContainers`, so that it does not see a native sidecar
 * (kyverno/policies#951, gatekeeper#3529); undefined: it is another object, or reads both.
 */
export function blindPolicyOf(object: unknown): BlindPolicy | undefined {
  const kind = stringAt(object, 'kind') ?? '';
  const group = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (group === undefined || !group.test(stringAt(object, 'apiVersion') ?? '')) return undefined;
  const name = stringAt(object, 'metadata', 'name') ?? '';
  if (name.startsWith(OWN_FENCE)) return undefined;
  const texts = textsIn(object);
  const reads = texts.some(text => /\bcontainers\b/.test(text));
  if (!reads || texts.some(text => /initContainers/i.test(text))) return undefined;
  return {kind, name};
}
