import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** vectordotdev/vector src/app.rs, src/cli.rs, src/config/api.rs. */
export const vector: Profile = {
  id: 'vector',
  title: 'Vector',
  link: 'https://vector.dev/docs/',
  summary: "ships the app's logs and metrics",
  class: 'telemetry',
  names: ['vector'],
  images: inAnyRegistry('timberio/vector', 'vectordotdev/vector'),
  addedBy: ['manifest'],
  upWhen:
    'With `api.enabled: true` and `api.address: 0.0.0.0:8686` in its configuration `/health` answers; by default it is off, and on localhost.',
  sigtermExit: '0',
  drainSeconds: 60,
  hints: [
    'It drains for up to `VECTOR_GRACEFUL_SHUTDOWN_LIMIT_SECS` (60 s): the pod needs that beside the time of the app.',
    'There is no quit endpoint. Tags with `alpine` and `debian` have a shell, `distroless` ones have none.',
  ],
};
