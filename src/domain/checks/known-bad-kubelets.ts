import {isObject, objectsAt, stringAt, valueAt, type JsonObject} from '../json.ts';
import type {KubeletVersion} from './kubelet-version.ts';

/** A kubelet bug that a pod with native sidecars meets and that a later patch release fixed. */
export interface KnownBadKubelets {
  readonly issue: string;
  /** From this version on, up to and without the one that fixed it; a fix is picked to some minor versions only. */
  readonly ranges: readonly {readonly from: KubeletVersion; readonly fixed: KubeletVersion}[];
  /** What the user would see, as the end of a sentence. */
  readonly symptom: string;
  /** Which pods meet it, in words and by the pod spec after the conversion. */
  readonly pods: string;
  readonly affects: (converted: JsonObject) => boolean;
}

/** Versions as the release notes of the patch releases name them (CHANGELOG-1.29 to CHANGELOG-1.35). */
export const KNOWN_BAD_KUBELETS: readonly KnownBadKubelets[] = [
  {
    issue: 'https://github.com/kubernetes/kubernetes/pull/126543',
    ranges: [range(29, 3, 29, 9), range(30, 0, 30, 5), range(31, 0, 31, 1)],
    symptom: 'a sidecar that the container runtime fails to start once stays in Created and the pod in Init',
    pods: 'all',
    affects: () => true,
  },
  {
    // Not picked to 1.32 or older. AddPod stops at the first container whose probe is still running, so the lost
    // startup probe comes back by itself unless another container before the sidecar has a probe.
    issue: 'https://github.com/kubernetes/kubernetes/issues/132826',
    ranges: [range(29, 3, 33, 6), range(34, 0, 34, 2)],
    symptom: 'a sidecar that fails before its startup probe has passed is not probed again, and the pod stays in Init',
    pods: '`restartPolicy: Never`, with a startup probe on the sidecar and any probe on a container before it',
    affects: converted => restartPolicyOf(converted) === 'Never' && hasGateBehindAnotherProbe(converted),
  },
  {
    issue: 'https://github.com/kubernetes/kubernetes/pull/137146',
    ranges: [range(35, 0, 35, 4)],
    symptom:
      'after a restart of the kubelet, main containers that crash are not started again while a sidecar with a startup probe runs',
    pods: '`restartPolicy` other than `Never`, with a startup probe on the sidecar',
    affects: converted => restartPolicyOf(converted) !== 'Never' && nativesOf(converted).some(hasStartupProbe),
  },
];

function range(minor: number, patch: number, fixedMinor: number, fixedPatch: number) {
  return {from: {major: 1, minor, patch}, fixed: {major: 1, minor: fixedMinor, patch: fixedPatch}};
}

function restartPolicyOf(spec: JsonObject): string {
  return stringAt(spec, 'restartPolicy') ?? 'Always';
}

function nativesOf(spec: JsonObject): readonly JsonObject[] {
  return objectsAt(spec, 'initContainers').filter(container => stringAt(container, 'restartPolicy') === 'Always');
}

function hasStartupProbe(container: JsonObject): boolean {
  return isObject(valueAt(container, 'startupProbe'));
}

function hasProbe(container: JsonObject): boolean {
  return ['startupProbe', 'readinessProbe', 'livenessProbe'].some(probe => isObject(valueAt(container, probe)));
}

/** In the kubelet's order: main containers, then native sidecars (prober_manager.go AddPod). */
function hasGateBehindAnotherProbe(spec: JsonObject): boolean {
  const natives = nativesOf(spec);
  const probed = [...objectsAt(spec, 'containers'), ...natives].filter(hasProbe);
  return probed.slice(1).some(container => natives.includes(container) && hasStartupProbe(container));
}
