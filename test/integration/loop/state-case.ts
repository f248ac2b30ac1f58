import type {FindingCode} from '../../../src/api/codes.ts';
import type {WorkloadState} from '../../../src/api/reasons.ts';
import type {JsonObject} from '../../../src/domain/json.ts';

/** One object in a namespace of its own, one policy for it, and what is to come of the two. */
export interface StateCase {
  /** Name of the namespace and of the policy. */
  readonly name: string;
  readonly title: string;
  readonly manifest: Manifest;
  /** How the object gets into the cluster; default: kubectl create, as nobody re-applies it. */
  readonly by?: 'Create' | 'Apply' | 'ServerSideApply';
  /** What of the policy's spec is different from Enforce, every kind and the containers `log` and `proxy`. */
  readonly policy?: JsonObject;
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  /** ServiceAccount that its pod needs. */
  readonly serviceAccount?: string;
  /** Absent: the policy does not select it. */
  readonly state?: WorkloadState;
  /** Findings that are told of it, whatever else is. */
  readonly findings?: readonly FindingCode[];
  /** Names of the init containers afterwards, where the operator has changed it. */
  readonly inits?: readonly string[];
}

/** A file of `test/fixtures/loop`, or one that others wrote (see `corpus.ts`). */
export type Manifest = {readonly fixture: string} | {readonly corpus: string};
