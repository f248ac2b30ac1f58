import type {JsonObject} from '../json.ts';
import type {Injector} from './injector.ts';

/**
 * What the catalog knows about one product; data first, a function only where data cannot say it. What was not verified
 * in the product's own code or documentation is absent.
 */
export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly link: string;
  /** What it does beside the app, as the end of a sentence: "takes the app's traffic into the mesh". */
  readonly summary: string;
  /** `dependency`: the app needs it (proxy, secrets, database); `telemetry`: it must never hold the app back. */
  readonly class: 'dependency' | 'telemetry';
  /** Globs on container names and image repositories; either is enough, unless it is usually the app. */
  readonly names: readonly string[];
  readonly images: readonly string[];
  /** A word that the sidecar's command and args have, and the app's have not. */
  readonly argument?: string;
  /** The same image runs as an app at least as often: two of name, image and argument must agree (`recognises`). */
  readonly isUsuallyTheApp?: true;
  readonly addedBy: readonly AddedBy[];
  /** Who adds some or all of these containers, and how it is told to add native sidecars. */
  readonly injector?: Injector;
  readonly position?: 'AfterInit' | 'BeforeInit';
  /**
   * The startup gate (without periodSeconds and failureThreshold), where this container's own settings make it true, or
   * the annotations of its pod do.
   */
  readonly startupProbe?: (container: JsonObject, annotations: Annotations) => JsonObject | undefined;
  /** What can be asked when it is up, and what must be set for that: for people, in Markdown. */
  readonly upWhen?: string;
  /** The words by which a postStart command begins that only waits for the sidecar itself: its startup gate does it. */
  readonly waitsBy?: readonly string[];
  /** Fragments of a preStop command or HTTP path that make the process exit. */
  readonly preStopExits?: readonly string[];
  /** How something in the pod makes the classic sidecar exit. */
  readonly quit?: string;
  /** How the process ends on SIGTERM: its exit code, which counts in a Job as long as the sidecar is classic. */
  readonly sigtermExit?: string;
  /** How many seconds it may take after SIGTERM to hand over what it holds, by default. */
  readonly drainSeconds?: number;
  /** What else to know before and after a conversion: sentences in Markdown. */
  readonly hints: readonly string[];
}

export type Annotations = Readonly<Record<string, string>>;

export type AddedBy = 'manifest' | 'injector' | 'operator';
