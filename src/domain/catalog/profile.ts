import type {JsonObject} from '../json.ts';

/** What the catalog knows about one product; data first, a function only where data cannot say it. */
export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly link: string;
  /** `dependency`: the app needs it (proxy, secrets, database); `telemetry`: it must never hold the app back. */
  readonly class: 'dependency' | 'telemetry';
  /** Globs on container names and image repositories; either is enough. */
  readonly names: readonly string[];
  readonly images: readonly string[];
  readonly position?: 'AfterInit' | 'BeforeInit';
  /** The startup gate (without periodSeconds and failureThreshold), where this container's own settings make it true. */
  readonly startupProbe?: (container: JsonObject) => JsonObject | undefined;
  /** Fragments of a preStop command or HTTP path that make the process exit. */
  readonly preStopExits?: readonly string[];
  /** How long it takes at most to end after SIGTERM, in seconds; unset: not known. */
  readonly drainSeconds?: number;
}
