import type {Profile} from './profile.ts';

/**
 * Tails files and forwards them; nothing needs to wait for it. Stops within its Grace (5 s by default) with exit code
 * 0 and has no quit endpoint (fluent-bit src/fluent-bit.c, dockerfiles/Dockerfile).
 */
export const fluentBit: Profile = {
  id: 'fluent-bit',
  title: 'Fluent Bit',
  link: 'https://docs.fluentbit.io/',
  class: 'telemetry',
  names: ['fluent-bit', 'fluentbit'],
  images: ['fluent-bit', '*/fluent-bit', 'aws-for-fluent-bit', '*/aws-for-fluent-bit'],
};
