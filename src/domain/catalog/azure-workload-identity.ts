import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** Azure/azure-workload-identity pkg/webhook/webhook.go. */
export const azureWorkloadIdentity: Profile = {
  id: 'azure-workload-identity',
  title: 'Azure Workload Identity proxy',
  link: 'https://azure.github.io/azure-workload-identity/docs/',
  summary: 'answers requests for managed identities with workload identities',
  class: 'dependency',
  names: ['azwi-proxy'],
  images: inAnyRegistry('workload-identity/proxy'),
  addedBy: ['injector', 'manifest'],
  injector: {
    title: 'Azure Workload Identity',
    link: 'https://azure.github.io/azure-workload-identity/docs/',
    // In manifests of a migration it is called differently, and is an ordinary sidecar.
    names: ['azwi-proxy'],
    asked: [{on: 'pod annotation', key: 'azure.workload.identity/inject-proxy-sidecar', yes: ['true']}],
    native: [{since: '1.5', how: 'nothing to set on Kubernetes 1.32 or newer: its webhook does it by itself'}],
  },
  upWhen: 'Its postStart hook `/proxy --probe` is a gate already.',
  hints: ['It must run before anything that uses the network: its init container has turned the traffic to it.'],
};
