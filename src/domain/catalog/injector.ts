/**
 * What adds a product's sidecar when a pod is created, or by a command line. Its container must be converted by its own
 * switch: moved by anyone else, it is added a second time or put back.
 */
export interface Injector {
  /** As the subject of a sentence: `Istio`, `the OpenTelemetry operator`. */
  readonly title: string;
  readonly link: string;
  /** Globs on the names of its containers, where the product's other containers are not its; absent: all are. */
  readonly names?: readonly string[];
  /** Globs on annotations or labels of the pod template, one of which must be there, where a name proves nothing. */
  readonly onlyWith?: readonly string[];
  /** The command that writes the container into manifests, and the annotation that it leaves there. */
  readonly byHand?: {readonly command: string; readonly annotation: string};
  /** A container of this name with `image: auto` or without an image only holds settings for the one that it adds. */
  readonly customizedBy?: string;
  /** What asks it for a sidecar, the most decisive first; absent: that does not show. */
  readonly asked?: readonly InjectionMark[];
  /** It leaves pods on the network of their node alone. */
  readonly skipsHostNetwork?: true;
  /** How it is told to add native sidecars, newest first; empty: it cannot. */
  readonly native: readonly NativeSwitch[];
  /** What to do where there is no switch: a sentence. */
  readonly otherwise?: string;
  /** Whether its webhook leaves a pod alone in which the container is native already; absent: not known. */
  readonly reinvocationSafe?: boolean;
}

/** The first version that has it, and a pod template's annotation to be set to "true", or what else is to be done. */
export type NativeSwitch =
  | {
      readonly since: string;
      readonly annotation: string;
      /** The same annotation on a namespace counts for pods without one. */
      readonly alsoOnNamespace?: true;
    }
  | {readonly since: string; readonly how: string};

/** A label or an annotation by which pods are given a sidecar, or are not; values are compared in lower case. */
export interface InjectionMark {
  readonly on: 'pod label' | 'pod annotation' | 'namespace label' | 'namespace annotation';
  readonly key: string;
  /** Values that ask for it; `*`: all but those that decline. */
  readonly yes?: readonly string[];
  /** Values that decline it. */
  readonly no?: readonly string[];
}

/** The annotations that make it add native sidecars, newest first: where several are set, the newest counts. */
export function switchesOf({native}: Injector): readonly string[] {
  return native.flatMap(way => ('annotation' in way ? [way.annotation] : []));
}

/** How to get the native sidecar, and since which version: one or two sentences for the user. */
export function nativeAdvice({native, otherwise}: Injector): string {
  if (native.length === 0) return `It has no native mode yet. ${otherwise ?? 'Leave the container out of the rules.'}`;
  const ways = native.map(way => `${howOf(way)} (since ${way.since})`);
  return `Its own switch for a native sidecar: ${ways.join('; ')}.${otherwise === undefined ? '' : ` ${otherwise}`}`;
}

function howOf(way: NativeSwitch): string {
  return 'how' in way ? way.how : `the annotation ${way.annotation}: "true" on the pod template`;
}
