import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** Elastic's documentation of the HTTP endpoint. */
export const filebeat: Profile = {
  id: 'filebeat',
  title: 'Filebeat',
  link: 'https://www.elastic.co/docs/reference/beats/filebeat/',
  summary: "ships the app's logs",
  class: 'telemetry',
  names: ['filebeat', 'filebeat-*'],
  images: inAnyRegistry('filebeat', 'filebeat-oss', 'filebeat-wolfi', 'filebeat-ubi'),
  addedBy: ['manifest'],
  upWhen: 'With `http.enabled: true` and a `http.host` other than localhost, its default, port 5066 answers.',
  hints: [],
};
