import type {Check} from './check.ts';
import {alertsNeedUpdate} from './alerts-need-update.ts';
import {clientSideApply} from './client-side-apply.ts';
import {controllerOwned} from './controller-owned.ts';
import {defaultContainer} from './default-container.ts';
import {gateFromReadiness} from './gate-from-readiness.ts';
import {graceTooShort} from './grace-too-short.ts';
import {hostPort} from './host-port.ts';
import {hpaContainerResource} from './hpa-container-resource.ts';
import {initOrder} from './init-order.ts';
import {injectedProxy} from './injected-proxy.ts';
import {injectorSwitch} from './injector-switch.ts';
import {keptByWebhook} from './kept-by-webhook.ts';
import {littleBenefit} from './little-benefit.ts';
import {nameTaken} from './name-taken.ts';
import {namedPort} from './named-port.ts';
import {needsAdmission} from './needs-admission.ts';
import {noInjectorSwitch} from './no-injector-switch.ts';
import {noMainContainer} from './no-main-container.ts';
import {noStartupGate} from './no-startup-gate.ts';
import {nodeKnownBad} from './node-known-bad.ts';
import {nodeTooOld} from './node-too-old.ts';
import {nodesUnknown} from './nodes-unknown.ts';
import {podFailurePolicy} from './pod-failure-policy.ts';
import {policyEngineGap} from './policy-engine-gap.ts';
import {preStopExits} from './pre-stop-exits.ts';
import {recordTooLarge} from './record-too-large.ts';
import {resourceRise} from './resource-rise.ts';
import {serverTooOld} from './server-too-old.ts';
import {sidecarBlocksStart} from './sidecar-blocks-start.ts';
import {startupDeadlock} from './startup-deadlock.ts';
import {switchedOff} from './switched-off.ts';
import {tailNeedsFile} from './tail-needs-file.ts';
import {unsupportedField} from './unsupported-field.ts';
import {upgradeInjector} from './upgrade-injector.ts';
import {vpaManaged} from './vpa-managed.ts';
import {wrapperMustGo} from './wrapper-must-go.ts';

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
  initOrder, // an init container prepares what the sidecar would need before it
  wrapperMustGo, // a wrapper that does not know native sidecars
  hostPort, // the scheduler does not see host ports of init containers
  namedPort, // a Service or NetworkPolicy names its port, before 1.32
  podFailurePolicy, // a rule without containerName matches the stopped sidecar

  vpaManaged, // a VerticalPodAutoscaler sets its requests
  hpaContainerResource, // an autoscaler goes by what it uses
  resourceRise, // each pod would need more than today

  // Would it last?
  injectedProxy, // a product's own injector owns the container
  injectorSwitch, // info: an injector is told to make native what it adds
  upgradeInjector, // info: it does so in newer versions
  noInjectorSwitch, // info: it cannot
  switchedOff, // info: it is told not to
  controllerOwned, // a controller writes the template back
  needsAdmission, // a tool applies the old manifest again, or the object is immutable
  clientSideApply, // warn: client-side apply cannot express every later change
  keptByWebhook, // warn: while the webhook does not answer, the old manifest is refused

  // What changes for people
  preStopExits, // warn: its preStop hook ends it before the app
  gateFromReadiness, // warn: the app waits for a probe made for something else
  graceTooShort, // warn: the app's hook takes the time that the sidecar needs to end
  sidecarBlocksStart, // warn: a probe that nobody meant as a gate holds the app back
  tailNeedsFile, // warn: it follows a file that is not there yet
  defaultContainer, // warn: kubectl chooses another container
  alertsNeedUpdate, // warn: alerts no longer see it
  policyEngineGap, // warn: admission rules no longer see it
  littleBenefit, // warn: nothing changes but the order
  noStartupGate, // info: the app does not wait for what it needs
];
