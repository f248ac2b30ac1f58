import type {FindingCode} from '../api/codes.ts';
import type {JsonObject} from './json.ts';
import type {Paused} from './pause.ts';
import type {WorkloadKind} from './workload.ts';

/** A SidecarPolicy or ClusterSidecarPolicy with every default filled in (see `parsePolicy`). */
export interface Policy {
  readonly kind: 'SidecarPolicy' | 'ClusterSidecarPolicy';
  /** `namespace/name`, or `name` for a cluster policy: the metric label and the value of the policy mark. */
  readonly key: string;
  readonly name: string;
  /** Absent for a cluster policy. */
  readonly namespace?: string;
  readonly uid: string;
  readonly generation: number;
  /** RFC 3339; orders policies of the same kind (older first). */
  readonly createdAt: string;
  /** True once `metadata.deletionTimestamp` is set. */
  readonly deleting: boolean;
  readonly finalizers: readonly string[];
  readonly target: PolicyTarget;
  readonly sidecars: readonly SidecarRule[];
  readonly conversion: ConversionSettings;
  readonly jobs: JobSettings;
  /** `spec.suspend`, or paused. */
  readonly suspend: boolean;
  /** Absent: it is not. */
  readonly paused?: Paused;
  readonly acknowledge: readonly FindingCode[];
  readonly status: JsonObject;
}

export interface PolicyTarget {
  readonly kinds: readonly WorkloadKind[];
  /** LabelSelector against the pod template's labels; `{}` selects all. */
  readonly selector: JsonObject;
  /** Cluster policies only. LabelSelector against the namespace's labels. */
  readonly namespaceSelector?: JsonObject;
}

export interface SidecarRule {
  readonly profile?: string;
  readonly match?: {readonly names: readonly string[]; readonly images: readonly string[]};
  readonly position?: 'AfterInit' | 'BeforeInit';
  readonly startup: {
    readonly gate: 'Auto' | 'None' | 'Readiness' | 'Probe';
    /** How long the gate may take before the kubelet restarts the sidecar. */
    readonly timeoutSeconds: number;
    readonly probe?: JsonObject;
  };
  readonly preStop: 'Auto' | 'Keep' | 'Remove';
}

export interface ConversionSettings {
  readonly mode: Mode;
  readonly delivery: 'Auto' | 'Template' | 'Pod';
  readonly rollout: {
    /** A count, or a percentage such as `10%` of selected. */
    readonly maxConcurrent: number | string;
    readonly progressDeadlineSeconds: number;
    readonly maxFailures: number;
    readonly restartPods: boolean;
  };
  readonly onDelete: 'Keep' | 'Revert';
}

export interface JobSettings {
  readonly mode: Mode;
  readonly waitSeconds: number;
  readonly backlog: 'Audit' | 'Enforce';
}

export type Mode = 'Off' | 'Audit' | 'Enforce';
