import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** dapr/dapr pkg/injector/, pkg/api/http/shutdown.go, docker/Dockerfile, tags 1.16 to 1.18; dapr/docs. */
export const dapr: Profile = {
  id: 'dapr',
  title: 'Dapr',
  link: 'https://docs.dapr.io/reference/arguments-annotations-overview/',
  summary: 'offers state, messages and calls of other services to the app',
  class: 'dependency',
  names: ['daprd'],
  images: inAnyRegistry('daprd'),
  addedBy: ['injector'],
  injector: {
    title: 'Dapr',
    link: 'https://docs.dapr.io/reference/arguments-annotations-overview/',
    asked: [{on: 'pod annotation', key: 'dapr.io/enabled', yes: ['true', 'yes', 'y', 'on', '1']}],
    native: [{since: 'Dapr 1.18', annotation: 'dapr.io/enable-native-sidecar'}],
  },
  upWhen:
    'A native one has no startup probe: the app starts as soon as it runs. The app should still wait for `localhost:3500/v1.0/healthz/outbound`. It waits for the port of the app itself, so `/v1.0/healthz` as a gate would be a deadlock.',
  preStopExits: ['/v1.0/shutdown'],
  quit: 'POST `localhost:3500/v1.0/shutdown`.',
  sigtermExit: '0',
  hints: [
    'It appends the native sidecar to the init containers: those of the app come first and cannot use Dapr.',
    'Times of the end are set with `dapr.io/graceful-shutdown-seconds` and `dapr.io/block-shutdown-duration`.',
  ],
};
