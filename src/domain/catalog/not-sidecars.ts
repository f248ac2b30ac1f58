import {matchesGlob, matchesImage} from '../glob.ts';
import {stringAt} from '../json.ts';
import type {Placed} from '../selection.ts';
import {inAnyRegistry} from './in-any-registry.ts';

/** A product that people expect in the catalog, and why it is not a profile. */
export interface NotSidecar {
  readonly title: string;
  readonly link: string;
  /** Globs on container names and image repositories; either is enough. */
  readonly names: readonly string[];
  readonly images: readonly string[];
  /** A sentence or two for the user. */
  readonly reason: string;
}

export const NOT_SIDECARS: readonly NotSidecar[] = [
  {
    title: 'Falco',
    link: 'https://falco.org/docs/setup/kubernetes/',
    names: ['falco'],
    images: inAnyRegistry('falco', 'falco-*'),
    reason: 'It watches a whole node from a DaemonSet, where it is the app. There is nothing to convert.',
  },
  {
    title: 'Istio ambient',
    link: 'https://istio.io/latest/docs/ambient/overview/',
    names: [],
    images: inAnyRegistry('ztunnel'),
    reason:
      'Its pods have no sidecar: a DaemonSet and waypoints take the traffic. There is nothing to convert, but calls that end a proxy, left over from before, fail.',
  },
  {
    title: 'Pixie',
    link: 'https://docs.px.dev/about-pixie/what-is-pixie/',
    names: [],
    images: ['*/pem_image', '*vizier-pem_image'],
    reason: 'It watches a whole node from a DaemonSet, by eBPF. There is nothing to convert.',
  },
];

/**
 * The product that a container is known to be of, and that is never a sidecar; undefined: none. To be asked before the
 * catalog: the ztunnel of Istio ambient runs in a container called `istio-proxy`.
 */
export function notSidecarOf({name, container}: Placed): NotSidecar | undefined {
  const image = stringAt(container, 'image') ?? '';
  return NOT_SIDECARS.find(
    one => one.names.some(glob => matchesGlob(glob, name)) || one.images.some(glob => matchesImage(glob, image)),
  );
}
