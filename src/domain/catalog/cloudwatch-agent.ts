import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** aws/amazon-cloudwatch-agent Dockerfile. */
export const cloudwatchAgent: Profile = {
  id: 'cloudwatch-agent',
  title: 'Amazon CloudWatch agent',
  link: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Install-CloudWatch-Agent.html',
  summary: 'receives metrics of the app and sends them on',
  class: 'telemetry',
  names: ['cloudwatch-agent', 'cwagent'],
  images: inAnyRegistry('cloudwatch-agent'),
  addedBy: ['manifest'],
  upWhen: 'Nothing by default: it listens on UDP (8125, 25888) and has no HTTP check.',
  hints: ['Its image has neither a shell nor other programs.'],
};
