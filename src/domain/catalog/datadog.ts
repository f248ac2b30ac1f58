import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** DataDog/datadog-agent pkg/clusteragent/admission/mutate/agent_sidecar/, Dockerfiles/agent/Dockerfile. */
export const datadog: Profile = {
  id: 'datadog',
  title: 'Datadog Agent',
  link: 'https://docs.datadoghq.com/integrations/eks_fargate/',
  summary: 'collects traces, metrics and logs of the app',
  class: 'telemetry',
  names: ['datadog-agent', 'datadog-agent-injected'],
  images: inAnyRegistry('datadog/agent', 'datadoghq/agent'),
  addedBy: ['injector', 'manifest'],
  injector: {
    title: 'the Datadog admission controller',
    link: 'https://docs.datadoghq.com/integrations/eks_fargate/',
    names: ['datadog-agent-injected'],
    asked: [{on: 'pod label', key: 'agent.datadoghq.com/sidecar', yes: ['*']}],
    native: [],
    // It looks for its container in spec.containers only, and adds another.
    reinvocationSafe: false,
  },
  upWhen:
    'The command `/probe.sh` of its image, or with `DD_HEALTH_PORT=5555` the paths `/startup`, `/ready` and `/live` on that port.',
  hints: [
    'Cluster agents before 7.53 take `restartPolicy` out of init containers of every pod that they change (datadog-operator#1116): upgrade them first.',
    'The injector sets `shareProcessNamespace`.',
  ],
};
