import type {Finding} from './finding.ts';
import type {Injected} from './injected.ts';
import type {JsonObject} from './json.ts';
import type {RecordEntry} from './record.ts';
import type {Switches} from './switches.ts';

/** What `plan` answers for one workload under one policy. */
export type Decision =
  /** Out of the target, or no rule matches a container or a recorded name. */
  | {readonly type: 'NotSelected'}
  /** Every matching container is native. `update`: the record or outdated settings would be changed (SettingsOutdated). */
  | {readonly type: 'AlreadyNative'; readonly findings: readonly Finding[]; readonly update?: Conversion}
  /** Containers move; where `conversion.switches` says so, injectors are told in the same write. */
  | {readonly type: 'Convert'; readonly findings: readonly Finding[]; readonly conversion: Conversion}
  /**
   * Nothing moves: what the rules govern is added by injectors. The conversion rolls where they are to be told to make
   * it native; where not, nothing can be done but to look at the pods.
   */
  | {
      readonly type: 'Delegate';
      readonly findings: readonly Finding[];
      readonly conversion: Conversion;
      readonly injected: readonly Injected[];
    }
  /** At least one finding that blocks and is not acknowledged. */
  | {readonly type: 'Blocked'; readonly findings: readonly Finding[]};

/** A change of one workload's pod template, ready to be written. */
export interface Conversion {
  /** Where the conversion happens: in the stored template, or when a pod is created. */
  readonly delivery: 'Template' | 'Pod';
  /** The pod spec as it will be. */
  readonly spec: JsonObject;
  /** False when only marks change: nothing restarts. */
  readonly rolls: boolean;
  /** The record as it will be: every container that Outrigger has moved in this workload. */
  readonly record: readonly RecordEntry[];
  /** By which injectors are told to make native what they add. */
  readonly switches: Switches;
  /** Guarded RFC 6902 operations on the pod spec, paths relative to it (`/containers/0`). */
  readonly operations: readonly Operation[];
  /** Indexes into `policy.sidecars` that govern a container of the record, ascending. */
  readonly rules: readonly number[];
}

/** One RFC 6902 operation (the four that are used). */
export type Operation =
  | {readonly op: 'test' | 'add' | 'replace'; readonly path: string; readonly value: unknown}
  | {readonly op: 'remove'; readonly path: string}
  | {readonly op: 'move'; readonly from: string; readonly path: string};
