import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/**
 * Tails files and forwards them; nothing needs to wait for it (fluent-bit src/fluent-bit.c, dockerfiles/Dockerfile,
 * plugins/in_tail).
 */
export const fluentBit: Profile = {
  id: 'fluent-bit',
  title: 'Fluent Bit',
  link: 'https://docs.fluentbit.io/',
  summary: "ships the app's logs",
  class: 'telemetry',
  names: ['fluent-bit', 'fluentbit'],
  images: inAnyRegistry('fluent-bit', 'aws-for-fluent-bit'),
  addedBy: ['manifest'],
  upWhen:
    'With `HTTP_Server On` in its configuration `/api/v1/uptime` answers on port 2020, with `Health_Check On` also `/api/v1/health`.',
  sigtermExit: '0',
  drainSeconds: 5,
  hints: [
    'Its `Grace` (5 s) is how long it flushes; the pod needs that beside the time of the app.',
    'What a native sidecar brings: the last lines of the app are still shipped.',
    'Its input `tail` looks for new files every `Refresh_Interval` (60 s), and a native one starts before the app has made its file: short Jobs need `Refresh_Interval 1`.',
    '`/api/v2/reload` reloads and does not stop it. There is no quit endpoint.',
  ],
};
