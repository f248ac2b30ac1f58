import type {JsonObject} from './json.ts';

/** The startup gate that a moved container ends up with, and where it came from. */
export type Gate =
  /** Its own startupProbe, kept. */
  | {readonly type: 'Own'; readonly probe: JsonObject}
  /** The catalog's probe: class `dependency` and its condition holds. */
  | {readonly type: 'Profile'; readonly probe: JsonObject}
  /** Derived from its readinessProbe, else its livenessProbe. */
  | {readonly type: 'Readiness'; readonly from: 'readinessProbe' | 'livenessProbe'; readonly probe: JsonObject}
  /** The policy's explicit probe; replaces an own one. */
  | {readonly type: 'Probe'; readonly probe: JsonObject}
  /** Later containers start as soon as it runs. */
  | {readonly type: 'None'};
