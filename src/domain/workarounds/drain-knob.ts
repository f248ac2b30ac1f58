import {annotationPath} from './annotation-path.ts';
import type {Detector, Found} from './detector.ts';
import {shortened} from './sightings.ts';

/** Settings by annotation, and what of their text makes them one. */
const KNOBS: Readonly<Record<string, RegExp>> = {
  'proxy.istio.io/config': /\b(?:terminationDrainDuration|EXIT_ON_ZERO_ACTIVE_CONNECTIONS|MINIMUM_DRAIN_DURATION)\b/,
  'sidecar.istio.io/terminationDrainDuration': /./,
  'config.alpha.linkerd.io/proxy-wait-before-exit-seconds': /[1-9]/,
};

/** W15: settings that keep a classic proxy alive while the app still drains. */
export const drainKnob: Detector = {
  id: 'W15',
  find: scene =>
    Object.entries(scene.annotations).flatMap(([name, value]): readonly Found[] => {
      const knob = Object.hasOwn(KNOBS, name) ? KNOBS[name]?.exec(value) : undefined;
      if (knob === undefined || knob === null) return [];
      return [
        {
          verdict: 'Advice',
          message:
            'The setting keeps the proxy alive for a while after SIGTERM. A native proxy gets SIGTERM only after the app has ended, so there is nothing left to wait for: the setting can go once the proxy is native.',
          path: annotationPath(name),
          evidence: shortened(`${name}: ${value}`),
        },
      ];
    }),
};
