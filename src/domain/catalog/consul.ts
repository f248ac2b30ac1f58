import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** hashicorp/consul-k8s control-plane/connect-inject/webhook/; hashicorp/consul-dataplane pkg/consuldp/lifecycle.go. */
export const consul: Profile = {
  id: 'consul',
  title: 'Consul',
  link: 'https://developer.hashicorp.com/consul/docs/reference/k8s/annotation-label',
  summary: "takes the app's traffic into the mesh",
  class: 'dependency',
  names: ['consul-dataplane', 'consul-dataplane-*'],
  images: inAnyRegistry('consul-dataplane', 'consul-dataplane-ubi'),
  addedBy: ['injector'],
  injector: {
    title: 'Consul',
    link: 'https://developer.hashicorp.com/consul/docs/reference/k8s/annotation-label',
    asked: [{on: 'pod annotation', key: 'consul.hashicorp.com/connect-inject', yes: ['true', 't', '1']}],
    native: [{since: 'consul-k8s 1.9', annotation: 'consul.hashicorp.com/enable-consul-dataplane-as-sidecar'}],
  },
  upWhen: 'Its injector adds a startup probe to native proxies; nothing is to be added.',
  preStopExits: ['graceful_shutdown'],
  quit: '`127.0.0.1:20600/graceful_shutdown`, any method; it waits for the grace period (30 s), then ends.',
  hints: [
    'Its chart can do it for all pods: `connectInject.dataplaneAsSidecarInitContainer.defaultEnabled`.',
    'It appends the native proxy to the init containers: those of the app come first and cannot use the mesh.',
  ],
};
