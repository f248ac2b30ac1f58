import {annotationPath} from './annotation-path.ts';
import type {Detector, Found} from './detector.ts';
import {ownerByTitle} from './products.ts';
import type {Scene} from './scene.ts';
import {shortened} from './sightings.ts';

const CONFIG = 'proxy.istio.io/config';
/** In JSON or in YAML, with or without quotes. */
const HOLD = /["']?holdApplicationUntilProxyStarts["']?\s*:\s*["']?true\b/;

/** W12: a setting of a mesh that holds the app back until the proxy is up. */
export const proxyHold: Detector = {
  id: 'W12',
  find: scene => Object.entries(scene.annotations).flatMap(([name, value]) => inAnnotation(name, value, scene)),
};

function inAnnotation(name: string, value: string, scene: Scene): readonly Found[] {
  if (name === CONFIG) return HOLD.test(value) ? [inConfig(value, scene)] : [];
  const message = Object.hasOwn(MESSAGES, name) ? MESSAGES[name] : undefined;
  if (message === undefined || !/^(?:true|enabled)$/.test(value)) return [];
  return [{verdict: name === LINKERD ? 'Keep' : 'Advice', message, ...placeOf(name, value)}];
}

const LINKERD = 'config.linkerd.io/proxy-await';

const MESSAGES: Readonly<Record<string, string>> = {
  [LINKERD]:
    'With a native proxy Linkerd makes a startup probe of this setting instead of a postStart hook: it stays useful.',
  'sidecar.istio.io/holdApplicationUntilProxyStarts':
    'Istio reads no annotation of this name: it has no effect and can go.',
  'kuma.io/wait-for-dataplane-ready':
    'The startup probe of a native proxy holds the app back, and this setting has no effect then: it can go.',
};

/** Istio's injection template ignores the hold for a native proxy, whose startup probe does the same. */
function inConfig(value: string, scene: Scene): Found {
  const place = placeOf(CONFIG, value);
  if (ownerByTitle('Istio', scene).type === 'Native' && isAlone(value)) {
    const message = 'Istio ignores the hold for a native proxy, whose startup probe holds the app back.';
    return {
      verdict: 'Removable',
      message,
      edits: [{type: 'Delete', keys: ['metadata', 'annotations', CONFIG]}],
      ...place,
    };
  }
  const message =
    'Istio ignores holdApplicationUntilProxyStarts where its proxy is a native sidecar, whose startup probe holds the app back. It does no harm; take it out by hand once the proxy is native.';
  return {verdict: 'Advice', message, ...place};
}

/** Nothing else is configured: `{"holdApplicationUntilProxyStarts": true}`, or that as one line of YAML. */
function isAlone(value: string): boolean {
  return /^\s*(?:\{\s*)?["']?holdApplicationUntilProxyStarts["']?\s*:\s*true\s*(?:\}\s*)?$/.test(value);
}

function placeOf(name: string, value: string): Pick<Found, 'path' | 'evidence'> {
  return {path: annotationPath(name), evidence: shortened(`${name}: ${value}`)};
}
