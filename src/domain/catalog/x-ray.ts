import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** aws/aws-xray-daemon Dockerfile. */
export const xRay: Profile = {
  id: 'x-ray',
  title: 'AWS X-Ray daemon',
  link: 'https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon.html',
  summary: 'receives traces of the app and sends them on',
  class: 'telemetry',
  names: ['xray-daemon', 'aws-xray-daemon'],
  images: inAnyRegistry('aws-xray-daemon'),
  addedBy: ['manifest'],
  upWhen: 'TCP port 2000, as its image starts it.',
  hints: ['Its image has neither a shell nor other programs.'],
};
