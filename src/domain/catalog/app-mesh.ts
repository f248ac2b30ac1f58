import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** aws/aws-app-mesh-controller-for-k8s pkg/inject/; AWS's notice of the end of the service. */
export const appMesh: Profile = {
  id: 'app-mesh',
  title: 'AWS App Mesh',
  link: 'https://github.com/aws/aws-app-mesh-controller-for-k8s/issues/774',
  summary: "takes the app's traffic into the mesh",
  class: 'dependency',
  names: [],
  images: inAnyRegistry('aws-appmesh-envoy'),
  addedBy: ['injector'],
  injector: {
    title: 'AWS App Mesh',
    link: 'https://github.com/aws/aws-app-mesh-controller-for-k8s/issues/774',
    asked: [
      {on: 'pod annotation', key: 'appmesh.k8s.aws/sidecarInjectorWebhook', yes: ['enabled'], no: ['disabled']},
      {on: 'namespace label', key: 'appmesh.k8s.aws/sidecarInjectorWebhook', yes: ['enabled']},
    ],
    native: [],
    otherwise: 'AWS ended the service on 2026-09-30: plan a move to another mesh.',
  },
  hints: ['Its container is called `envoy`, like many others: it is told by its image only.'],
};
