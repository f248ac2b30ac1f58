import type {Check} from './check.ts';
import {clientSideApply} from './client-side-apply.ts';
import {controllerOwned} from './controller-owned.ts';
import {defaultContainer} from './default-container.ts';
import {gateFromReadiness} from './gate-from-readiness.ts';
import {hostPort} from './host-port.ts';
import {injectedProxy} from './injected-proxy.ts';
import {nameTaken} from './name-taken.ts';
import {namedPort} from './named-port.ts';
import {needsAdmission} from './needs-admission.ts';
import {noMainContainer} from './no-main-container.ts';
import {noStartupGate} from './no-startup-gate.ts';
import {nodeKnownBad} from './node-known-bad.ts';
import {nodeTooOld} from './node-too-old.ts';
import {nodesUnknown} from './nodes-unknown.ts';
import {podFailurePolicy} from './pod-failure-policy.ts';
import {preStopExits} from './pre-stop-exits.ts';
import {recordTooLarge} from './record-too-large.ts';
import {serverTooOld} from './server-too-old.ts';
import {sidecarBlocksStart} from './sidecar-blocks-start.ts';
import {startupDeadlock} from './startup-deadlock.ts';
import {unsupportedField} from './unsupported-field.ts';

/** What is looked at before a conversion, in the order in which a person would want to read it. */
export const checks: readonly Check[] = [
  // Can this be a pod with native sidecars at all?
  noMainContainer, // every container matches a rule; one must stay
  nameTaken, // another container of the pod has the sidecar's name
  unsupportedField, // a field that a native sidecar cannot keep
  recordTooLarge, // too much to remember for an exact way back

  // Can this cluster run it?
  serverTooOld, // API server before 1.29
  nodeTooOld, // a kubelet before 1.29.3 that admits the pod
  nodeKnownBad, // a kubelet with a bug that these pods would meet
  nodesUnknown, // info: kubelets were not checked

  // Would it still work?
  startupDeadlock, // the sidecar waits for what starts after it
  hostPort, // the scheduler does not see host ports of init containers
  namedPort, // a Service or NetworkPolicy names its port, before 1.32
  podFailurePolicy, // a rule without containerName matches the stopped sidecar

  // Would it last?
  injectedProxy, // a product's own injector owns the container
  controllerOwned, // a controller writes the template back
  needsAdmission, // a tool applies the old manifest again, or the object is immutable
  clientSideApply, // warn: client-side apply cannot express every later change

  // What changes for people
  preStopExits, // warn: its preStop hook ends it before the app
  gateFromReadiness, // warn: the app waits for a probe made for something else
  sidecarBlocksStart, // warn: a probe that nobody meant as a gate holds the app back
  defaultContainer, // warn: kubectl chooses another container
  noStartupGate, // info: the app does not wait for what it needs
];
