import type {ConfigMaps} from '../facts.ts';
import type {Workload} from '../workload.ts';
import {blockingPostStart} from './blocking-post-start.ts';
import {deadline} from './deadline.ts';
import {deregistrationSleep} from './deregistration-sleep.ts';
import type {Detector, Found} from './detector.ts';
import {drainKnob} from './drain-knob.ts';
import {applyEdits, type Edit} from './edits.ts';
import {fixedSleep} from './fixed-sleep.ts';
import {flagFile} from './flag-file.ts';
import {helperContainer} from './helper-container.ts';
import {filesIn, withFiles} from './in-files.ts';
import {meshBypass} from './mesh-bypass.ts';
import {processKill} from './process-kill.ts';
import {proxyHold} from './proxy-hold.ts';
import {proxyWait} from './proxy-wait.ts';
import {quitCall} from './quit-call.ts';
import {sceneOf} from './scene.ts';
import {sidecarSleep} from './sidecar-sleep.ts';
import {terminatorAnnotation} from './terminator-annotation.ts';
import {trap} from './trap.ts';
import type {Workaround} from './workaround.ts';
import {wrapper} from './wrapper.ts';

/** In the order of docs/workarounds.md. */
export const detectors: readonly Detector[] = [
  proxyWait, // W1: the app waits for the proxy
  quitCall, // W2: the app ends the proxy
  trap, // W3: the same in a trap
  flagFile, // W4: a file in a shared emptyDir ends the sidecar
  processKill, // W5: shareProcessNamespace and pkill
  wrapper, // W6: kubexit, scuttle, linkerd-await …
  helperContainer, // W7: a container that ends another one
  terminatorAnnotation, // W8: an annotation that makes a controller end it
  sidecarSleep, // W9: a sleeping preStop hook of the sidecar
  deregistrationSleep, // W10: one of the app, which stays
  blockingPostStart, // W11: a postStart hook that holds the app back
  proxyHold, // W12: a setting that does
  meshBypass, // W13: traffic past the proxy
  deadline, // W14: a time limit instead of an end
  drainKnob, // W15: settings for a proxy that outlives its SIGTERM
  fixedSleep, // W16: a fixed wait at the start
];

/**
 * The workarounds in a workload, in the order of the detectors. Total: any JSON, never throws.
 * @param sidecars names of the containers that are or will be native sidecars, also of those that an injector adds
 * @param configMaps those of the namespace, whose scripts are looked at where a container runs them; absent: none
 */
export function workaroundsOf(
  workload: Workload,
  sidecars: ReadonlySet<string>,
  configMaps?: ConfigMaps,
): readonly Workaround[] {
  const scene = sceneOf(workload, sidecars);
  const whole = configMaps === undefined || configMaps.size === 0 ? scene : sceneOf(workload, sidecars, configMaps);
  const files = filesIn(whole);
  return detectors.flatMap(({id, find}) => {
    const found = files.size === 0 ? find(scene) : withFiles(find(scene), find(whole), files);
    return found.map(one => workaround(id, one));
  });
}

/**
 * The pod template (metadata and spec) without the removable workarounds; the very same object where there are none.
 * What one removal makes possible is removed as well, so that a second call changes nothing.
 * @param sidecars as for `workaroundsOf`
 */
export function withoutWorkarounds(workload: Workload, sidecars: ReadonlySet<string>): Workload['template'] {
  let {template} = workload;
  // Every edit takes away what its detector has found, so this ends.
  for (;;) {
    const edits = nextEdits({...workload, template}, sidecars);
    if (edits.length === 0) return template;
    template = applyEdits(template, edits) as Workload['template'];
  }
}

/** The edits of the first detector that has any: those of several could be about the same words. */
function nextEdits(workload: Workload, sidecars: ReadonlySet<string>): readonly Edit[] {
  const scene = sceneOf(workload, sidecars);
  for (const {find} of detectors) {
    const edits = find(scene).flatMap(found => (found.verdict === 'Removable' ? found.edits : []));
    if (edits.length > 0) return edits;
  }
  return [];
}

function workaround(id: Detector['id'], {verdict, message, path, evidence}: Found): Workaround {
  return {id, verdict, message, path, evidence};
}
