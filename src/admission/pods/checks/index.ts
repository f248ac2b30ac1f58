import {beforeInitChecks} from './before-init.ts';
import {injectedProxy} from './injected-proxy.ts';
import type {PodCheck} from './pod-check.ts';
import {podShapeChecks} from './pod-shape.ts';
import {startupDeadlock} from './startup-deadlock.ts';
import {wrapperMustGo} from './wrapper-must-go.ts';

/**
 * Every check that blocks by what can be seen of a pod; servers with admission policies are new enough for the rest.
 * What blocks by the workload or the cluster (podFailurePolicy, nodes, autoscalers) comes to a pod policy as an exclusion.
 */
export const podChecks: readonly PodCheck[] = [
  ...podShapeChecks,
  wrapperMustGo,
  injectedProxy,
  ...beforeInitChecks,
  startupDeadlock,
];
